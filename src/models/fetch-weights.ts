import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CacheTrouble, inCache } from './fetch/cache-trouble.ts';
import type { Download } from './fetch/download.ts';
import { DownloadLock } from './fetch/download-lock.ts';
import type { FetchOptions, FetchRequest } from './fetch/fetch-options.ts';
import { type FetchOutcome, failure } from './fetch/fetch-outcome.ts';
import { fetchPart } from './fetch/fetch-part.ts';
import { Part } from './fetch/part.ts';
import { placesOf } from './fetch/places.ts';
import { adoptParts, cachedBytes, clearPlace, sweepParts } from './fetch/tidy-parts.ts';
import { openAgent } from './open-agent.ts';
import { malformedKey } from './s3-access.ts';

/**
 * Fetches one file into a cache of this machine, as `makeDownloadScript` does it in a pod: what is
 * promised there holds here, and both can use one cache at the same time. Every step is told by
 * `onLine`, the end as well.
 */
export async function fetchWeights(
  request: FetchRequest,
  options: FetchOptions,
): Promise<FetchOutcome> {
  // A Secret and a file of a token often end with a line break.
  const token = request.token?.replace(/\n+$/, '');
  const outcome = await fetchOrSay(
    { ...request, token: token === '' ? undefined : token },
    options,
  );
  if (outcome.kind !== 'stopped') options.onLine(outcome);
  return outcome;
}

async function fetchOrSay(request: FetchRequest, options: FetchOptions): Promise<FetchOutcome> {
  const places = placesOf(request, options.holder);
  const part = new Part(places.part);
  const lock = new DownloadLock(places, options);
  try {
    const bytes = await cachedBytes(places, request.sha256);
    if (bytes !== undefined) return { kind: 'cached', bytes };
    if (!/^[A-Za-z0-9._~+/=-]*$/.test(request.token ?? '')) return failure('TokenMalformed');
    const isSigned = request.region !== undefined;
    if (isSigned && malformedKey(options.environment)) return failure('TokenMalformed');
    await inCache(() => mkdir(places.folder, { recursive: true, mode: 0o700 }));
    await lock.take();
    try {
      return await fetchHeld({ request, options, places, part }, lock);
    } finally {
      await lock.release();
    }
  } catch (thrown) {
    if (options.signal.aborted) return { kind: 'stopped' };
    if (lock.lost.aborted) return failure('LockLost');
    if (!(thrown instanceof CacheTrouble)) throw thrown;
    // What has come would keep a full disk full; a cache that takes nothing may not do this either.
    await part.forget().catch(() => undefined);
    return failure(thrown.kind, thrown.detail);
  }
}

type Held = Pick<Download, 'request' | 'options' | 'places' | 'part'>;

async function fetchHeld(held: Held, lock: DownloadLock): Promise<FetchOutcome> {
  const { request, options, places, part } = held;
  const known = await cachedBytes(places, request.sha256);
  if (known !== undefined) return { kind: 'cached', bytes: known };
  await makeReady(held);
  const { authorities, environment, policy } = options;
  const { connectSeconds } = policy;
  const agent = await openAgent(environment, { connectSeconds, authorities });
  const signal = AbortSignal.any([options.signal, lock.lost]);
  const total = request.bytes;
  const download: Download = { ...held, agent, signal, total, isTransferring: false };
  lock.keepAlive(() => tellProgress(download));
  try {
    const failed = await fetchPart(download);
    if (failed !== undefined) return failed;
    if (!(await lock.isHeld())) return failure('LockLost');
    await publish(download);
    return { kind: 'done', bytes: part.bytes };
  } finally {
    await agent.destroy();
  }
}

async function makeReady({ places, part, options }: Held): Promise<void> {
  await adoptParts(places);
  await clearPlace(places);
  const { partStaleMinutes } = options.policy;
  await sweepParts(places, options.clock.now() - partStaleMinutes * 60_000);
  await part.load();
}

function tellProgress({ part, total, isTransferring, options }: Download): void {
  if (!isTransferring || part.bytes === 0) return;
  const whole = total === undefined ? {} : { total };
  options.onLine({ kind: 'progress', bytes: part.bytes, ...whole });
}

// The marker comes last: a file without one counts as nothing.
async function publish({ request, places, part }: Download): Promise<void> {
  await part.publish(places.target);
  const marker = path.join(places.lock, 'marker');
  const text = request.sha256 === undefined ? part.bytes : `${part.bytes} ${request.sha256}`;
  await inCache(async () => {
    await writeFile(marker, `${text}\n`, { mode: 0o600 });
    await rename(marker, places.marker);
  });
}
