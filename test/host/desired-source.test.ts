import { once } from 'node:events';
import { renameSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { DesiredSource } from '../../src/core/agent-protocol/desired-source.ts';
import type { Manifest } from '../../src/core/manifest.ts';
import { type DesiredSourceOptions, openDesiredSource } from '../../src/host/desired-source.ts';
import { openMachineObjects } from '../../src/host/machine-objects.ts';
import { openVersionedFiles } from '../../src/host/versioned-files.ts';
import { temporaryFolder } from '../support/host/temporary-folder.ts';

test('a reader that sleeps learns of what is deployed, changed and removed', async () => {
  const { objects, follow } = await openMachine();
  const reader = follow();
  for (const [name, replicas] of [
    ['qwen', 1],
    ['qwen', 0],
    ['ada', 1],
  ] as const) {
    await reader.sees(
      () => objects.apply(deployment(name, replicas)),
      (all) => replicasOf(all, name) === replicas,
    );
  }
  const uid = (await objects.read(refOf('qwen')))?.metadata.uid ?? '';
  await reader.sees(
    () => objects.remove(refOf('qwen'), uid),
    (all) => replicasOf(all, 'qwen') === undefined,
  );
  await reader.sees(
    () => objects.apply(deployment('qwen', 1)),
    (all) => replicasOf(all, 'qwen') === 1,
  );
});

test('a folder that is missing, goes, and is made again is followed all the same', async () => {
  const { folder, objects, follow } = await openMachine();
  const reader = follow();
  await reader.sees(
    () => objects.apply(deployment('qwen', 1)),
    (all) => replicasOf(all, 'qwen') === 1,
  );
  await reader.sees(
    () => rm(folder, { recursive: true }),
    (all) => all.length === 0,
  );
  await reader.sees(
    () => objects.apply(deployment('qwen', 0)),
    (all) => replicasOf(all, 'qwen') === 0,
  );
});

test('what goes while its watch is made is not missed', async () => {
  const { folder, objects, source, stop } = await openMachine();
  const { resourceVersion } = (await objects.apply(deployment('qwen', 1))).metadata;
  const place = path.join(folder, 'qwen');
  const watchFolder = (watched: string) => {
    const gone = path.join(place, '2.0123456789abcdef.gone');
    if (watched === place) renameSync(path.join(place, `${resourceVersion}.now`), gone);
    return { close: () => {} };
  };
  const { list, changes } = source({ watchFolder, sleep: async () => stop.abort() });
  const seen: number[] = [];
  for await (const _ of changes(stop.signal)) seen.push((await list()).length);
  expect(seen.at(-1)).toBe(0);
});

test('where the system tells nothing, a look every ten seconds does', async () => {
  const { objects, source, stop } = await openMachine();
  const slept: number[] = [];
  const sleep: DesiredSourceOptions['sleep'] = async (milliseconds, signal) => {
    if (signal.aborted) return;
    slept.push(milliseconds);
    if (slept.length === 2) await objects.apply(deployment('qwen', 1));
  };
  const { list, changes } = source({ sleep, watchFolder: () => ({ close: () => {} }) });
  for await (const _ of changes(stop.signal)) if ((await list()).length === 1) stop.abort();
  expect(slept).toEqual([10_000, 10_000]);
});

test('many changes while the reader is busy are one, and the signal ends it', async () => {
  const { objects, source, stop } = await openMachine();
  // Whoever sleeps has found nothing new.
  const { changes } = source({ sleep: async () => stop.abort() });
  let count = 0;
  for await (const _ of changes(stop.signal)) {
    count += 1;
    for (let replicas = 0; count === 1 && replicas < 20; replicas += 1) {
      await objects.apply(deployment('qwen', replicas));
    }
  }
  expect(count).toBe(2);
});

async function openMachine() {
  const folder = path.join(await temporaryFolder(), 'state', 'desired');
  const files = openVersionedFiles(folder);
  const randomId = () => crypto.randomUUID();
  const objects = openMachineObjects({ files, namespace: 'here', now: Date.now, randomId });
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const source = (options: Omit<DesiredSourceOptions, 'files'>) =>
    openDesiredSource({ files, ...options });
  return { folder, objects, source, stop, follow: () => followAsleep(source, stop.signal) };
}

/** A reader whose clock stands still, so that only what the system tells can wake it. */
function followAsleep(
  source: (options: Pick<DesiredSourceOptions, 'sleep'>) => DesiredSource,
  stop: AbortSignal,
) {
  let fallAsleep = () => {};
  const sleep: DesiredSourceOptions['sleep'] = async (_, signal) => {
    if (signal.aborted) return;
    const woken = once(signal, 'abort');
    fallAsleep();
    await woken;
  };
  const { list, changes } = source({ sleep });
  const wakes = changes(stop)[Symbol.asyncIterator]();
  /** Makes a change while the reader sleeps, and reads on until it shows. */
  const sees = async (
    change: () => Promise<unknown>,
    isShown: (all: readonly Manifest[]) => boolean,
  ): Promise<void> => {
    const asleep = new Promise<void>((resolve) => {
      fallAsleep = resolve;
    });
    const reading = (async () => {
      do expect((await wakes.next()).done).toBe(false);
      while (!isShown(await list()));
    })();
    await Promise.race([asleep, reading]);
    await change();
    await reading;
  };
  return { sees };
}

function replicasOf(all: readonly Manifest[], release: string): unknown {
  const spec = all.find(({ metadata }) => metadata.name === release)?.spec;
  return typeof spec === 'object' && spec !== null ? Reflect.get(spec, 'replicas') : undefined;
}

function refOf(name: string) {
  return { apiVersion: 'apps/v1', kind: 'Deployment', name };
}

function deployment(name: string, replicas: number): Manifest {
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name }, spec: { replicas } };
}
