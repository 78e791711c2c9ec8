import { expect, test } from 'vitest';
import { deleteAll } from '../../src/actions/delete-all.ts';
import { deploy } from '../../src/actions/deploy.ts';
import { createPorts } from '../support/action-ports.ts';
import { deployedBefore, inputOf, shapeOf } from '../support/deployed-release.ts';
import { rejectionOf } from '../support/error-of.ts';
import type { MemoryTarget } from '../support/memory-target.ts';

const sharedCache = { mode: 'shared' } as const;

/** A target with the releases `qwen` and `two`. */
async function withTwo(): Promise<MemoryTarget> {
  const target = await deployedBefore('engine:1');
  await deploy({ ...inputOf('engine:1'), id: 'two', release: 'two' }, createPorts({ target }));
  return target;
}

/** Does something the moment the first object is removed. */
function onFirstRemoval(target: MemoryTarget, happen: () => Promise<void> | void): MemoryTarget {
  let hasHappened = false;
  return {
    ...target,
    remove: async (ref, uid) => {
      if (!hasHappened) {
        hasHappened = true;
        await happen();
      }
      return await target.remove(ref, uid);
    },
  };
}

test('who says no keeps everything', async () => {
  const target = await withTwo();
  const before = shapeOf(target);
  const ports = createPorts({ target, confirm: async () => false });
  const error = await rejectionOf(deleteAll({ data: false }, ports));
  expect(error.code).toBe('CONFIRMATION_NEEDED');
  expect(shapeOf(target)).toEqual(before);
});

test('a release that somebody else removes meanwhile is gone, which was wanted', async () => {
  const target = await withTwo();
  let hasListed = false;
  const racing: MemoryTarget = {
    ...target,
    readRecord: async (release) => {
      if (release === 'two' && !hasListed) {
        hasListed = true;
        target.records.delete('two');
        for (const key of target.objects.keys())
          if (/\/two\b/.test(key)) target.objects.delete(key);
      }
      return await target.readRecord(release);
    },
  };
  await deleteAll({ data: true }, createPorts({ target: racing }));
  expect([target.objects.size, target.records.size]).toEqual([0, 0]);
});

test('what is deployed meanwhile is told, and is no success', async () => {
  const target = await withTwo();
  const racing = onFirstRemoval(target, async () => {
    const input = { ...inputOf('engine:1'), id: 'three', release: 'three' };
    await deploy(input, createPorts({ target }));
  });
  const error = await rejectionOf(deleteAll({ data: true }, createPorts({ target: racing })));
  expect(error).toMatchObject({ code: 'RELEASE_SUPERSEDED', facts: { left: ['three'] } });
  expect([...target.records.keys()]).toEqual(['three']);
});

test('a claim of somebody else with the name of the shared one stays', async () => {
  const target = await withTwo();
  const metadata = { name: 'llmkube-cache', uid: 'theirs' };
  const key = 'PersistentVolumeClaim/llmkube-cache';
  target.objects.set(key, { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata });
  await deleteAll({ data: true }, createPorts({ target }));
  expect([...target.objects.keys()]).toEqual([key]);
});

test('a claim that several releases share is kept once', async () => {
  const target = await deployedBefore(undefined);
  const { given, ...rest } = inputOf('engine:1');
  for (const release of ['one', 'two']) {
    const input = { ...rest, id: release, release, given: { ...given, cache: sharedCache } };
    await deploy(input, createPorts({ target }));
  }
  const { kept } = await deleteAll({ data: false }, createPorts({ target }));
  expect(kept).toEqual(['PersistentVolumeClaim default/llmkube-cache']);
});
