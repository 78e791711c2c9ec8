import { rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { goalOf } from '../../src/core/agent-protocol/goal.ts';
import { type Manifest, refOf } from '../../src/core/manifest.ts';
import { openMachineObjects, readDesired } from '../../src/host/machine-objects.ts';
import { openVersionedFiles } from '../../src/host/versioned-files.ts';
import { rejectionOf } from '../support/error-of.ts';
import { temporaryFolder } from '../support/host/temporary-folder.ts';

const ref = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'qwen' };

test('a deploy and a restart that write at once are both there afterwards', async () => {
  const { objects } = await openEmpty();
  await objects.apply(deployment(0));
  for (let round = 1; round <= 20; round += 1) {
    const at = String(round);
    await Promise.all([
      objects.apply(deployment(round)),
      objects.apply(restartedAt(at), { manager: 'restart' }),
    ]);
    expect((await objects.read(ref))?.spec).toEqual({
      replicas: round,
      template: { metadata: { annotations: { at } }, spec: {} },
    });
  }
});

test('an apply that changes nothing writes nothing', async () => {
  const { objects, files } = await openEmpty();
  const made = await objects.apply(deployment(1));
  const before = await files.versions();
  expect(await objects.apply(deployment(1))).toEqual(made);
  const { verdict } = await objects.compare(deployment(1));
  expect(verdict).toEqual({ kind: 'accepted', result: made, warnings: [] });
  expect(await files.versions()).toEqual(before);
});

test('a restart of what is gone, or was made again, is refused', async () => {
  const { objects } = await openEmpty();
  const part = restartedAt('now');
  const gone = await rejectionOf(objects.apply(part, { manager: 'restart' }));
  expect(gone.code).toBe('OBJECT_CHANGED');
  const { metadata } = await objects.apply(deployment(1));
  await objects.remove(ref, metadata.uid ?? '');
  await objects.apply(deployment(1));
  const other = { ...part, metadata: { ...part.metadata, uid: metadata.uid ?? '' } };
  const { verdict } = await objects.compare(other, { manager: 'restart' });
  expect(verdict).toMatchObject({ kind: 'rejected', error: { code: 'OBJECT_CHANGED' } });
});

test('of other kinds there is nothing, and none is taken', async () => {
  const { objects } = await openEmpty();
  await objects.apply(deployment(1));
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'qwen' } };
  expect((await rejectionOf(objects.apply(pod))).code).toBe('INTERNAL');
  expect((await rejectionOf(objects.compare(pod))).code).toBe('INTERNAL');
  expect(await objects.read(refOf(pod))).toBeUndefined();
  expect(await objects.listObjects(pod)).toEqual([]);
  expect(await objects.remove(refOf(pod), 'any')).toBe('absent');
});

const damages: Readonly<Record<string, (file: string) => Promise<void>>> = {
  'was cut off': async (file) => await truncate(file, 20),
  'holds something else': async (file) => await writeFile(file, '{"uid": 1}'),
  'is lost': async (file) => await rm(file),
};

test.each(Object.entries(damages))(
  'a file that %s is told by its place, stands in no way of others, and can be removed',
  async (_, damage) => {
    const { objects, files } = await openEmpty();
    await objects.apply(deployment(1));
    const ada = await objects.apply(deployment(1, 'ada'));
    const version = (await files.read('qwen'))?.version;
    await damage(path.join(files.folder, 'qwen', `${version}.json`));
    for (const use of [() => objects.read(ref), () => objects.compare(deployment(2))]) {
      const error = await rejectionOf(use());
      expect(error.code).toBe('RECORD_UNREADABLE');
      expect(error.message).toContain(path.join(files.folder, 'qwen'));
      expect(error.suggestions).toEqual(['llmkube delete qwen --local']);
    }
    const [first, second] = await readDesired(files);
    expect(first).toEqual(ada);
    expect(second?.metadata.name).toBe('qwen');
    expect(goalOf(second)).toEqual({
      kind: 'unreadable',
      why: expect.stringContaining('Cannot read what should run of release `qwen`'),
    });
    const [marked] = await objects.listObjects(ref, 'qwen');
    expect(marked).toEqual(second);
    expect(await objects.remove(ref, 'another')).toBe('absent');
    expect(await objects.remove(ref, marked?.metadata.uid ?? '')).toBe('removed');
    expect(await readDesired(files)).toEqual([ada]);
  },
);

async function openEmpty() {
  const files = openVersionedFiles(await temporaryFolder());
  const randomId = () => crypto.randomUUID();
  return {
    files,
    objects: openMachineObjects({ files, namespace: 'here', now: Date.now, randomId }),
  };
}

function deployment(replicas: number, name = 'qwen'): Manifest {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: { replicas, template: { spec: {} } },
  };
}

function restartedAt(at: string): Manifest {
  return { ...deployment(0), spec: { template: { metadata: { annotations: { at } } } } };
}
