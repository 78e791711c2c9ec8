import { expect, test } from 'vitest';
import { deleteRelease } from '../../src/actions/delete.ts';
import { deleteAll } from '../../src/actions/delete-all.ts';
import { deploy } from '../../src/actions/deploy.ts';
import type { Manifest } from '../../src/core/manifest.ts';
import { createPorts } from '../support/action-ports.ts';
import { deployedBefore, inputOf } from '../support/deployed-release.ts';
import { rejectionOf } from '../support/error-of.ts';
import type { MemoryTarget } from '../support/memory-target.ts';

const claim = 'PersistentVolumeClaim/qwen-cache';
const claimName = 'PersistentVolumeClaim default/qwen-cache';
const named = { id: 'qwen', release: 'qwen' };

function objectIn(target: MemoryTarget, key: string): Manifest {
  const object = target.objects.get(key);
  if (object === undefined) throw new Error(`there is no ${key}`);
  return object;
}

// The test's own hand: changes an object as somebody else would.
function edit(target: MemoryTarget, key: string, change: (object: Manifest) => Manifest): void {
  target.objects.set(key, change(objectIn(target, key)));
}

test('an object that was made again between the plan and its apply is planned anew', async () => {
  const target = await deployedBefore('engine:0');
  let remade = false;
  const racing: MemoryTarget = {
    ...target,
    apply: async (manifest) => {
      if (manifest.kind === 'Deployment' && !remade) {
        remade = true;
        edit(target, 'Deployment/qwen', (object) => ({
          ...object,
          metadata: { ...object.metadata, uid: 'another life' },
        }));
      }
      return await target.apply(manifest);
    },
  };
  const ports = createPorts({ target: racing });
  expect(await deploy(inputOf('engine:1'), ports)).toMatchObject({ revision: 2 });
  const plans = ports.events.filter(({ type }) => type === 'planComputed');
  expect(plans).toHaveLength(2);
});

test('what took the name of an object of ours is never pruned', async () => {
  const target = await deployedBefore('engine:0');
  const stored = target.records.get('qwen');
  if (stored === undefined) throw new Error('there is no record');
  const alien = { apiVersion: 'v1', kind: 'ConfigMap', name: 'qwen-old', hash: '' };
  const state = { ...stored.record.state, inventory: [...stored.record.state.inventory, alien] };
  target.records.set('qwen', { ...stored, record: { ...stored.record, state } });
  const metadata = { name: 'qwen-old', uid: 'theirs' };
  target.objects.set('ConfigMap/qwen-old', { apiVersion: 'v1', kind: 'ConfigMap', metadata });
  await deploy(inputOf('engine:1'), createPorts({ target }));
  expect(target.objects.has('ConfigMap/qwen-old')).toBe(true);
});

test('a release that was scaled by hand stays scaled, and that is said', async () => {
  const target = await deployedBefore('engine:0');
  edit(target, 'Deployment/qwen', (object) => ({
    ...object,
    spec: { ...Object(object.spec), replicas: 0 },
  }));
  const ports = createPorts({ target });
  await deploy(inputOf('engine:1'), ports);
  expect(objectIn(target, 'Deployment/qwen')).toMatchObject({ spec: { replicas: 0 } });
  const warning = { type: 'warning', message: expect.stringContaining('scaled to 0 replicas') };
  expect(ports.events).toContainEqual(warning);
});

test('a claim is asked for in the size that it has when that is larger', async () => {
  const target = await deployedBefore('engine:0');
  edit(target, claim, (object) => ({ ...object, status: { capacity: { storage: '7Gi' } } }));
  await deploy(inputOf('engine:1'), createPorts({ target }));
  expect(objectIn(target, claim)).toMatchObject({
    spec: { resources: { requests: { storage: '7Gi' } } },
  });
});

test('`delete` keeps the claim, and `delete --data` removes it later', async () => {
  const target = await deployedBefore('engine:0');
  const kept = await deleteRelease({ ...named, data: false }, createPorts({ target }));
  expect(kept).toMatchObject({ kept: [expect.stringContaining('qwen-cache')] });
  expect([...target.objects.keys()]).toEqual([claim]);
  await deleteRelease({ ...named, data: true }, createPorts({ target }));
  expect(target.objects.size).toBe(0);
});

test('a release whose record is lost is removed by its labels, and its claim with `--data`', async () => {
  const target = await deployedBefore('engine:0');
  target.records.delete('qwen');
  const ports = createPorts({ target });
  expect(await deleteRelease({ ...named, data: false }, ports)).toMatchObject({
    removed: ['Deployment default/qwen', 'Service default/qwen'],
    kept: ['PersistentVolumeClaim default/qwen-cache'],
  });
  const message = 'the record of `qwen` is gone; what carries its labels is removed';
  expect(ports.events).toContainEqual({ type: 'warning', message });
  expect([...target.objects.keys()]).toEqual([claim]);
});

test('what somebody rendered and applied by hand is not removed, and keeps its claim', async () => {
  const target = await deployedBefore('engine:0');
  target.records.delete('qwen');
  for (const key of ['Deployment/qwen', 'Service/qwen']) {
    edit(target, key, (object) => ({
      ...object,
      metadata: { ...object.metadata, annotations: {} },
    }));
  }
  const error = await rejectionOf(deleteRelease({ ...named, data: true }, createPorts({ target })));
  expect(error.code).toBe('RELEASE_NOT_FOUND');
  const all = await deleteAll({ data: true }, createPorts({ target }));
  expect(all).toMatchObject({ releases: [], removed: [] });
  expect(target.objects.size).toBe(3);
});

test('what a deploy has just begun is not taken for what an old one left', async () => {
  const target = await deployedBefore('engine:0');
  const stored = target.records.get('qwen');
  let reads = 0;
  const racing: MemoryTarget = {
    ...target,
    readRecord: async () => (reads++ === 0 ? undefined : stored),
  };
  const ports = createPorts({ target: racing });
  const error = await rejectionOf(deleteRelease({ ...named, data: true }, ports));
  expect(error.code).toBe('RELEASE_SUPERSEDED');
  expect(target.objects.size).toBe(3);
});

test('the claim that releases share outlives each of them, until everything goes', async () => {
  const target = await deployedBefore('engine:0');
  const shared = { mode: 'shared' as const };
  const one = inputOf('engine:1');
  const given = { ...one.given, cache: shared };
  await deploy({ ...one, id: 'two', release: 'two', given }, createPorts({ target }));
  await deleteRelease({ id: 'two', release: 'two', data: true }, createPorts({ target }));
  expect(target.objects.has('PersistentVolumeClaim/llmkube-cache')).toBe(true);
  expect(await deleteAll({ data: false }, createPorts({ target }))).toMatchObject({
    releases: ['qwen'],
    kept: [claimName, 'PersistentVolumeClaim default/llmkube-cache'],
  });
  await deleteAll({ data: true }, createPorts({ target }));
  expect([target.objects.size, target.records.size]).toEqual([0, 0]);
});

test('a damaged newest revision is an error and no reason to resolve everything anew', async () => {
  const target = await deployedBefore('engine:0');
  const stored = target.records.get('qwen');
  if (stored === undefined) throw new Error('there is no record');
  target.records.set('qwen', { ...stored, record: { ...stored.record, revisions: new Map() } });
  const error = await rejectionOf(deploy(inputOf('engine:1'), createPorts({ target })));
  expect(error.code).toBe('RECORD_UNREADABLE');
});

test('an object that is seen going away twice is still made in the end', async () => {
  const target = await deployedBefore('engine:0');
  const service = objectIn(target, 'Service/qwen');
  target.objects.delete('Service/qwen');
  const metadata = { ...service.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' };
  let sightings = 2;
  const slow: MemoryTarget = {
    ...target,
    compare: async (manifest) => {
      const comparison = await target.compare(manifest);
      if (manifest.kind !== 'Service' || sightings === 0) return comparison;
      sightings -= 1;
      return { ...comparison, live: { ...service, metadata } };
    },
  };
  await deploy(inputOf('engine:1'), createPorts({ target: slow }));
  expect(target.objects.has('Service/qwen')).toBe(true);
});
