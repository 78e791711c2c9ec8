import { expect, test } from 'vitest';
import { claimDevices } from '../../../src/core/hardware/claim-devices.ts';
import { deviceOf, nodeNamed, sliceOf } from '../../support/device-slices.ts';

const mebibyte = 1024 ** 2;
const gibibyte = 1024 ** 3;

const ofNvidia = (devices: readonly object[], generation = 1) =>
  sliceOf({
    driver: 'gpu.nvidia.com',
    nodeName: 'n',
    pool: { name: 'n', generation, resourceSliceCount: 1 },
    devices,
  });

test('devices of claims are told by kind, those of the newest generation alone', () => {
  const a100 = deviceOf('gpu', 'NVIDIA A100-SXM4-40GB', '40Gi');
  const part = deviceOf('mig', 'NVIDIA A100-SXM4-40GB', '4864Mi');
  const rows = claimDevices(
    [ofNvidia([a100, a100, a100], 1), ofNvidia([a100, a100, part, part], 2)],
    [nodeNamed('n')],
  );
  expect(rows).toMatchObject([
    { via: 'claim', resource: 'gpu.nvidia.com', count: 2, together: 2, bytesEach: 40 * gibibyte },
    { via: 'claim', resource: 'gpu.nvidia.com', count: 2, together: 1, bytesEach: 4864 * mebibyte },
  ]);
  expect(rows[0]).toMatchObject({ vendor: 'nvidia', hostBytes: 64 * gibibyte });
});

test('a capacity of 0 is not known, and of NVIDIA it is that of the host', () => {
  expect(
    claimDevices([ofNvidia([deviceOf('gpu', 'NVIDIA GB10', '0')])], [nodeNamed('n')]),
  ).toMatchObject([{ isUnified: true, count: 1 }]);
  const amd = sliceOf({
    ...{ driver: 'gpu.amd.com', pool: { name: 'p', generation: 1 }, nodeName: 'n' },
    devices: [deviceOf('amdgpu', 'AMD_Instinct_MI300X', '0')],
  });
  const [row] = claimDevices([amd], [nodeNamed('n')]);
  expect(row).toMatchObject({ isUnified: false, vendor: 'amd' });
  expect(row).not.toHaveProperty('bytesEach');
});

test('devices for virtual machines, of other drivers and of other nodes make no row', () => {
  const fine = deviceOf('gpu', 'x', '40Gi');
  const slices = [
    ofNvidia([deviceOf('vfio', 'x', '40Gi')]),
    sliceOf({ driver: 'dra.net', nodeName: 'n', pool: { name: 'p' }, devices: [fine] }),
    sliceOf({ driver: 'gpu.nvidia.com', nodeName: 'gone', pool: { name: 'q' }, devices: [fine] }),
    sliceOf({ driver: 'gpu.nvidia.com', allNodes: true, pool: { name: 'r' }, devices: [fine] }),
  ];
  expect(claimDevices(slices, [nodeNamed('n')])).toEqual([]);
});
