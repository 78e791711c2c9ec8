import type { KindRef, Manifest } from '../../core/manifest.ts';
import type { Fact } from '../../core/target.ts';
import type { ErrorCode } from '../../errors/codes.ts';
import { LlmkubeError } from '../../errors/llmkube-error.ts';
import type { Connection } from '../http/connection.ts';
import { statusError, toError } from '../http/to-error.ts';
import { type Listing, listObjects } from '../list-pages.ts';
import { KnownObjects } from './known-objects.ts';
import { Patience } from './patience.ts';
import { type WatchEnd, type WatchEvent, watchOnce } from './watch-once.ts';

export interface Followed {
  readonly kind: KindRef;
  readonly namespace: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Objects that are none of ours are neither reported nor remembered. */
  readonly concerns: (object: Manifest) => boolean;
  readonly signal: AbortSignal;
}

interface Following {
  readonly connection: Connection;
  readonly followed: Followed;
  readonly known: KnownObjects;
  readonly patience: Patience;
  readonly report: (fact: Fact) => void;
}

/**
 * Lists a collection and watches it from there until the signal ends it, over every cut, restart
 * and expiry. Resolves only when the user may not list it: that source of facts is missing.
 */
export async function followCollection(
  connection: Connection,
  followed: Followed,
  report: (fact: Fact) => void,
): Promise<void> {
  const known = new KnownObjects();
  const patience = new Patience(connection.timing);
  const following = { connection, followed, known, patience, report };
  const { kind } = followed.kind;
  const first = await listUnlessDenied(following);
  if (first instanceof LlmkubeError) {
    return report({ kind: 'missing', of: kind, why: first.message });
  }
  known.replace(first.items).forEach(report);
  report({ kind: 'synced', of: kind });
  let version = first.resourceVersion;
  while (true) {
    await watchUntilExpired(following, version);
    const { items, resourceVersion } = await listAgain(following);
    known.replace(items).forEach(report);
    version = resourceVersion;
  }
}

async function listUnlessDenied(following: Following): Promise<Listing<Manifest> | LlmkubeError> {
  try {
    return await list(following);
  } catch (thrown) {
    if (thrown instanceof LlmkubeError && thrown.code === 'FORBIDDEN') return thrown;
    throw thrown;
  }
}

// Just after its start an API server knows no roles yet and forbids everything to everybody.
const passing: readonly ErrorCode[] = ['CLUSTER_UNREACHABLE', 'CLUSTER_FAULT', 'FORBIDDEN'];

// What could be listed once will be again: the server is restarting or the way to it is gone.
async function listAgain(following: Following): Promise<Listing<Manifest>> {
  while (true) {
    try {
      return await list(following);
    } catch (thrown) {
      if (!(thrown instanceof LlmkubeError && passing.includes(thrown.code))) throw thrown;
      await following.patience.wait(0, 0, following.followed.signal);
    }
  }
}

async function list({ connection, followed }: Following): Promise<Listing<Manifest>> {
  const { items, resourceVersion } = await listObjects(connection, { ...followed, keep: slim });
  return { items: items.filter(followed.concerns), resourceVersion };
}

// Somebody who may list but not watch learns what is new by listing, at this pace.
const pollInterval = 2_000;

/** Watches on from one version to the next until the server no longer knows the last one. */
async function watchUntilExpired(following: Following, listedVersion: string): Promise<void> {
  const { connection, followed, patience } = following;
  const { timing } = connection;
  let version = listedVersion;
  while (true) {
    const startedAt = timing.now();
    const request = { ...followed, resourceVersion: version };
    const end = await watchOnce(connection, request, (event) => {
      version = event.object.metadata.resourceVersion ?? version;
      takeEvent(following, event);
    });
    if (end.kind === 'expired') return;
    if (end.kind === 'refused' && end.status === 403) {
      await timing.sleep(pollInterval, followed.signal);
      return;
    }
    throwIfFinal(following, end);
    const lived = timing.now() - startedAt;
    await patience.wait(lived, retryAfterOf(end), followed.signal);
  }
}

function takeEvent({ followed, known, report }: Following, event: WatchEvent): void {
  if (event.type === 'BOOKMARK' || !followed.concerns(event.object)) return;
  known.take({ ...event, object: slim(event.object) }).forEach(report);
}

function throwIfFinal({ connection, followed }: Following, end: WatchEnd): void {
  if (end.kind !== 'refused' || end.status === 429 || end.status >= 500) return;
  const what = `watch ${followed.kind.kind} objects in namespace ${followed.namespace}`;
  if (end.said !== undefined) throw statusError(connection.access, what, end.said);
  const answer = { status: end.status, body: '' };
  throw toError(connection.access, { what }, { kind: 'answered', answer });
}

function retryAfterOf(end: WatchEnd): number {
  return end.kind === 'refused' ? (end.said?.retryAfterSeconds ?? 0) * 1_000 : 0;
}

// Who owns which field is half of an object's size and says nothing about its state.
function slim(object: Manifest): Manifest {
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}
