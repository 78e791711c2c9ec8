import { expect, test } from 'vitest';
import { clusterProfileSchema } from '../../../src/core/profile/cluster-profile.ts';
import { onlyVendor, profileWarnings } from '../../../src/core/profile/judge-profile.ts';
import { profileOf } from '../../../src/core/profile/profile-of.ts';
import { resolvedWith } from '../../support/resolved.ts';

const node = (allocatable: object) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'n' },
  status: { allocatable },
});

const storageClass = (name: string, creationTimestamp: string, isDefault = false) => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: {
    name,
    creationTimestamp,
    annotations: isDefault ? { 'storageclass.kubernetes.io/is-default-class': 'true' } : {},
  },
});

const base = {
  apiVersion: 'cli.llmkube.dev/v1beta1',
  kind: 'ClusterProfile',
  kubernetes: 'v1',
} as const;

test('a profile sums up devices and classes, in one order whatever that of the answers', () => {
  const nodes = [
    node({ cpu: '4', memory: '8Gi', 'hugepages-2Mi': '0', 'nvidia.com/gpu': '2' }),
    node({ 'nvidia.com/gpu': '8', 'amd.com/gpu': '1', 'attachable.kubernetes.io/x': '5' }),
    node({ 'nvidia.com/gpu': '0' }),
    node({}),
  ];
  const storageClasses = [
    storageClass('old', '2026-01-01T00:00:00Z', true),
    storageClass('new', '2026-02-01T00:00:00Z', true),
    storageClass('a', '2026-03-01T00:00:00Z'),
  ];
  const profile = profileOf({ kubernetes: 'v1', nodes, storageClasses });
  expect(profile).toEqual({
    ...base,
    devices: [
      { resource: 'amd.com/gpu', nodes: 1, mostPerNode: 1 },
      { resource: 'nvidia.com/gpu', nodes: 2, mostPerNode: 8 },
    ],
    storage: { defaultClass: 'new', classes: ['a', 'new', 'old'] },
  });
  const turned = { nodes: nodes.toReversed(), storageClasses: storageClasses.toReversed() };
  expect(JSON.stringify(profileOf({ kubernetes: 'v1', ...turned }))).toBe(JSON.stringify(profile));
});

const withGpus = (memory: string | undefined, more: object = {}, host = '64Gi') => ({
  ...node({ memory: host, 'nvidia.com/gpu': '2' }),
  metadata: {
    name: 'n',
    labels: { ...(memory === undefined ? {} : { 'nvidia.com/gpu.memory': memory }), ...more },
  },
});

const offered = (...nodes: ReturnType<typeof withGpus>[]) =>
  profileOf({ kubernetes: 'v1', nodes }).devices?.[0];

test('the memory of GPUs is that of the smallest, and absent unless every node tells it', () => {
  const mebibyte = 1024 ** 2;
  expect(offered(withGpus('81920'), withGpus('40960', {}, '32Gi'))).toEqual({
    ...{ resource: 'nvidia.com/gpu', nodes: 2, mostPerNode: 2 },
    ...{ memoryEach: 40_960 * mebibyte, hostMemory: 32 * 1024 * mebibyte },
  });
  expect(offered(withGpus('81920'), withGpus(undefined))).not.toHaveProperty('memoryEach');
  const shared = { 'nvidia.com/gpu.replicas': '4' };
  expect(offered(withGpus('81920', shared))).not.toHaveProperty('memoryEach');
  const unified = { 'nvidia.com/gpu.product': 'NVIDIA-GB10' };
  expect(offered(withGpus('122502', unified))).not.toHaveProperty('memoryEach');
});

test('a profile with and without the memory of GPUs is read', () => {
  const old = { ...base, devices: [{ resource: 'nvidia.com/gpu', nodes: 1, mostPerNode: 2 }] };
  expect(clusterProfileSchema.parse(old)).toEqual(old);
  const profile = profileOf({ kubernetes: 'v1', nodes: [withGpus('81920')] });
  expect(clusterProfileSchema.parse(profile)).toEqual(profile);
});

test('what could not be read is absent, and nothing is said of it', () => {
  const profile = profileOf({ kubernetes: 'v1' });
  expect(profile).toEqual(base);
  expect(profileWarnings(resolvedWith({ gpus: 8 }), profile)).toEqual([]);
  expect(onlyVendor(profile)).toBeUndefined();
});

test('the vendor is known where the whole GPUs of one alone are offered', () => {
  const of = (...names: string[]) =>
    onlyVendor({
      ...base,
      devices: names.map((resource) => ({ resource, nodes: 1, mostPerNode: 1 })),
    });
  expect(of('amd.com/gpu', 'rdma/hca')).toBe('amd');
  expect(of('gpu.intel.com/i915')).toBe('intel');
  expect(of('amd.com/gpu', 'nvidia.com/gpu')).toBeUndefined();
  expect(of('nvidia.com/mig-3g.20gb')).toBeUndefined();
  expect(of()).toBeUndefined();
});

test('what the cluster cannot give is told', () => {
  const devices = [{ resource: 'nvidia.com/gpu', nodes: 1, mostPerNode: 2 }];
  const storage = { classes: ['slow'] };
  const warn = (changes: object, profile = { ...base, devices, storage }) =>
    profileWarnings(resolvedWith(changes), profile);
  const bytes = 1024 ** 3;
  const noCache = { mode: 'none', bytes } as const;
  expect(warn({ gpus: 2, cache: noCache })).toEqual([]);
  expect(warn({ gpus: 3, cache: noCache })).toEqual([
    'no node of the profile offers 3 of nvidia.com/gpu: the most is 2',
  ]);
  expect(warn({ gpus: 1, vendor: 'amd', cache: noCache })).toEqual([
    'no node of the profile offers amd.com/gpu: nodes offer nvidia.com/gpu',
  ]);
  expect(warn({ gpus: 1, cache: noCache }, { ...base, devices: [], storage })).toEqual([
    'no node of the profile offers nvidia.com/gpu: no node offers any device',
  ]);
  expect(warn({})).toEqual([
    'the cluster of the profile has no default storage class: say `cache.class`',
  ]);
  expect(warn({ cache: { mode: 'release', bytes, class: 'fast' } })).toEqual([
    'the cluster of the profile has no storage class `fast`',
  ]);
  expect(warn({ cache: { mode: 'release', bytes, class: 'slow' } })).toEqual([]);
});
