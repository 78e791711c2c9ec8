import { expect, test } from 'vitest';
import { nodeDevices } from '../../../src/core/hardware/node-devices.ts';
import type { Manifest } from '../../../src/core/manifest.ts';

const mebibyte = 1024 ** 2;
const gibibyte = 1024 ** 3;

interface Written {
  readonly labels?: object;
  readonly allocatable?: object;
  readonly spec?: object;
}

const node = ({ labels = {}, allocatable = {}, spec = {} }: Written): Manifest =>
  Object({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'n', labels },
    spec,
    status: { allocatable: { cpu: '8', memory: '64Gi', ...allocatable } },
  });

const rowsOf = (written: Written) => nodeDevices([node(written)]);

const nvidia = (more: object, allocatable: object = { 'nvidia.com/gpu': '4' }): Written => ({
  labels: { 'nvidia.com/gpu.count': '4', 'nvidia.com/mig.strategy': 'none', ...more },
  allocatable,
});

const gpu = (memory: string, product = 'NVIDIA-A100-SXM4-40GB') => ({
  'nvidia.com/gpu.memory': memory,
  'nvidia.com/gpu.product': product,
  'nvidia.com/gpu.replicas': '1',
  'nvidia.com/gpu.sharing-strategy': 'none',
});

test.each<[string, Written, object]>([
  [
    'whole GPUs of NVIDIA',
    nvidia(gpu('40960')),
    {
      ...{ resource: 'nvidia.com/gpu', vendor: 'nvidia', product: 'NVIDIA-A100-SXM4-40GB' },
      ...{ count: 4, together: 4, bytesEach: 40 * gibibyte, isShared: false, isUnified: false },
    },
  ],
  [
    'GPUs shared by time slicing, of which an engine uses one',
    nvidia({
      ...gpu('40960', 'NVIDIA-A100-SXM4-40GB-SHARED'),
      ...{ 'nvidia.com/gpu.replicas': '4', 'nvidia.com/gpu.sharing-strategy': 'time-slicing' },
    }),
    { isShared: true, together: 1, bytesEach: 40 * gibibyte },
  ],
  [
    'GPUs that are shared under a name of their own',
    nvidia(gpu('40960'), { 'nvidia.com/gpu.shared': '8' }),
    { resource: 'nvidia.com/gpu.shared', isShared: true, together: 1, bytesEach: 40 * gibibyte },
  ],
  [
    'GPUs shared by MPS, which gives each its part of the memory',
    nvidia({
      ...gpu('40960', 'NVIDIA-A100-SXM4-40GB-SHARED'),
      ...{ 'nvidia.com/gpu.replicas': '4', 'nvidia.com/gpu.sharing-strategy': 'mps' },
    }),
    { isShared: false, together: 1, bytesEach: 10 * gibibyte },
  ],
  [
    'MIG parts with a resource for each profile',
    nvidia(
      {
        ...gpu('81920', 'NVIDIA-H100-80GB-HBM3'),
        'nvidia.com/mig-1g.10gb.memory': '9728',
        'nvidia.com/mig-1g.10gb.product': 'NVIDIA-H100-80GB-HBM3-MIG-1g.10gb',
      },
      { 'nvidia.com/mig-1g.10gb': '7', 'nvidia.com/gpu': '0' },
    ),
    {
      ...{ resource: 'nvidia.com/mig-1g.10gb', vendor: 'nvidia', count: 7, together: 1 },
      ...{ bytesEach: 9728 * mebibyte, product: 'NVIDIA-H100-80GB-HBM3-MIG-1g.10gb' },
    },
  ],
  [
    'MIG parts in place of whole GPUs',
    nvidia({ ...gpu('9728', 'NVIDIA-A100-80GB-MIG-1g.10gb'), 'nvidia.com/mig.strategy': 'single' }),
    { resource: 'nvidia.com/gpu', together: 1, bytesEach: 9728 * mebibyte },
  ],
  [
    'a DGX Spark, whose driver tells no memory',
    nvidia({ 'nvidia.com/gpu.product': 'NVIDIA-GB10' }, { 'nvidia.com/gpu': '1' }),
    { isUnified: true, bytesEach: undefined, product: 'NVIDIA-GB10' },
  ],
  [
    'a DGX Spark that is told the memory of the host as its own',
    nvidia(gpu('122502', 'NVIDIA-GB10'), { 'nvidia.com/gpu': '1' }),
    { isUnified: true, bytesEach: undefined },
  ],
  [
    'a Jetson, known by its machine',
    nvidia({ 'nvidia.com/gpu.machine': 'NVIDIA-Jetson-AGX-Orin' }),
    { isUnified: true, bytesEach: undefined, product: undefined },
  ],
  [
    'GPUs of NVIDIA without feature discovery',
    { allocatable: { 'nvidia.com/gpu': '2' } },
    { count: 2, bytesEach: undefined, isUnified: false },
  ],
  [
    'GPUs of AMD',
    {
      labels: {
        ...{ 'amd.com/gpu.vram': '192G', 'amd.com/gpu.product-name': 'AMD_Instinct_MI300X_OAM' },
        ...{ 'beta.amd.com/gpu.vram': '192G', 'beta.amd.com/gpu.vram.192G': '8' },
        'amd.com/compute-memory-partition': 'spx_nps1',
      },
      allocatable: { 'amd.com/gpu': '8' },
    },
    {
      ...{ resource: 'amd.com/gpu', vendor: 'amd', product: 'AMD_Instinct_MI300X_OAM' },
      ...{ count: 8, together: 8, bytesEach: 192 * gibibyte, isUnified: false },
    },
  ],
  [
    'GPUs of AMD by the older labels alone, of two sizes of which the least counts',
    {
      labels: { 'beta.amd.com/gpu.vram.16G': '1', 'beta.amd.com/gpu.vram.24G': '1' },
      allocatable: { 'amd.com/gpu': '2' },
    },
    { bytesEach: 16 * gibibyte },
  ],
  [
    'parts of GPUs of AMD',
    {
      labels: { 'amd.com/gpu.vram': '192G', 'amd.com/compute-memory-partition': 'cpx_nps4' },
      allocatable: { 'amd.com/gpu': '64' },
    },
    { bytesEach: undefined, together: 1 },
  ],
  [
    'parts of GPUs of AMD with a resource of their own',
    { labels: { 'amd.com/gpu.vram': '192G' }, allocatable: { 'amd.com/cpx_nps4': '64' } },
    { resource: 'amd.com/cpx_nps4', bytesEach: undefined, together: 1 },
  ],
  [
    'a Strix Halo, of whose memory the firmware sets little aside',
    { labels: { 'amd.com/gpu.vram': '1G' }, allocatable: { 'amd.com/gpu': '1' } },
    { isUnified: true, bytesEach: undefined },
  ],
  [
    'a Strix Halo with much set aside, known by its name',
    {
      labels: { 'amd.com/gpu.vram': '96G', 'amd.com/gpu.product-name': 'AMD_Radeon_8060S' },
      allocatable: { 'amd.com/gpu': '1' },
    },
    { isUnified: true, bytesEach: undefined },
  ],
  [
    'GPUs of Intel, whose label is the sum',
    {
      labels: { 'gpu.intel.com/memory.max': '34359738368', 'gpu.intel.com/millicores': '2000' },
      allocatable: { 'gpu.intel.com/i915': '2', 'gpu.intel.com/memory.max': '34359738368' },
    },
    { resource: 'gpu.intel.com/i915', vendor: 'intel', count: 2, bytesEach: 16 * gibibyte },
  ],
  [
    'shared GPUs of Intel',
    {
      labels: { 'gpu.intel.com/memory.max': '17179869184', 'gpu.intel.com/millicores': '1000' },
      allocatable: { 'gpu.intel.com/xe': '10' },
    },
    { isShared: true, together: 1, bytesEach: 16 * gibibyte },
  ],
  [
    'the GPU of a processor of Intel',
    {
      labels: { 'gpu.intel.com/memory.max': '0' },
      allocatable: { 'gpu.intel.com/i915': '1' },
    },
    { isUnified: true, bytesEach: undefined },
  ],
  [
    'GPUs of a maker that is not known',
    { allocatable: { 'maker.example/gpu': '2' } },
    { resource: 'maker.example/gpu', vendor: undefined, bytesEach: undefined, count: 2 },
  ],
  [
    'a node without GPUs',
    { allocatable: { 'rdma/hca': '1', 'nvidia.com/gpu': '0' } },
    { resource: '', count: 0, together: 0, hostBytes: 64 * gibibyte },
  ],
])('labels tell of %s', (_, written, expected) => {
  const rows = rowsOf(written);
  expect(rows).toHaveLength(1);
  expect({ vendor: undefined, product: undefined, bytesEach: undefined, ...rows[0] }).toMatchObject(
    expected,
  );
});

test('a node with parts and whole GPUs has a row for each', () => {
  const rows = rowsOf(
    nvidia(
      { ...gpu('40960'), 'nvidia.com/mig-2g.10gb.memory': '9984' },
      { 'nvidia.com/gpu': '3', 'nvidia.com/mig-2g.10gb': '3' },
    ),
  );
  expect(rows.map(({ resource, bytesEach }) => [resource, bytesEach])).toEqual([
    ['nvidia.com/gpu', 40 * gibibyte],
    ['nvidia.com/mig-2g.10gb', 9984 * mebibyte],
  ]);
});

test.each(['-1', '1e9', '99999999999', '0', '', 'lots', '40960MiB', ' 40960', '4096e1'])(
  'memory of `%s` is not known',
  (memory) => {
    expect(rowsOf(nvidia(gpu(memory)))[0]?.bytesEach).toBeUndefined();
  },
);

test('a cordoned node is told, and taints that a release for the GPUs does not tolerate', () => {
  const taints = [
    { key: 'nvidia.com/gpu', effect: 'NoSchedule' },
    { key: 'team', value: 'a', effect: 'NoExecute' },
    { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' },
    { key: 'better-not', effect: 'PreferNoSchedule' },
  ];
  const spec = { unschedulable: true, taints };
  const [row] = rowsOf({ ...nvidia(gpu('40960')), spec });
  expect(row).toMatchObject({ isSchedulable: false, taints: ['team'] });
  expect(rowsOf({ spec })[0]?.taints).toEqual(['nvidia.com/gpu', 'team']);
});
