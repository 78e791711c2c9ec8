import fc from 'fast-check';
import { expect, test } from 'vitest';
import { claimDevices } from '../../../src/core/hardware/claim-devices.ts';
import { nodeDevices } from '../../../src/core/hardware/node-devices.ts';
import { deviceOf, nodeNamed, sliceOf } from '../../support/device-slices.ts';

const mebibyte = 1024 ** 2;
const gibibyte = 1024 ** 3;

const keys = fc.constantFrom(
  ...['nvidia.com/gpu.memory', 'nvidia.com/gpu.product', 'nvidia.com/gpu.replicas'],
  ...['nvidia.com/mig-1g.10gb.memory', 'nvidia.com/gpu.sharing-strategy', 'amd.com/gpu.vram'],
  ...['beta.amd.com/gpu.vram.7G', 'gpu.intel.com/memory.max', 'gpu.intel.com/millicores'],
);
const resources = fc.constantFrom(
  ...['nvidia.com/gpu', 'nvidia.com/gpu.shared', 'nvidia.com/mig-1g.10gb', 'amd.com/gpu'],
  ...['amd.com/cpx_nps4', 'gpu.intel.com/i915', 'maker.example/gpu', 'memory'],
);
const values = fc.oneof(
  fc.string(),
  fc.anything(),
  fc.integer().map(String),
  fc.constantFrom('mps', 'time-slicing', '40960', '192G', '1000', '9e99', '-0', 'NVIDIA-GB10'),
);

test('labels and amounts of any kind make rows with numbers that can be, and no fault', () => {
  const anyNode = fc.record({
    labels: fc.oneof(fc.dictionary(keys, values), fc.anything()),
    allocatable: fc.oneof(fc.dictionary(resources, values), fc.anything()),
    spec: fc.oneof(fc.record({ taints: fc.anything(), unschedulable: fc.anything() }), values),
  });
  fc.assert(
    fc.property(anyNode, ({ labels, allocatable, spec }) => {
      const written = { metadata: { name: 'n', labels }, spec, status: { allocatable } };
      for (const row of nodeDevices([Object(written)])) {
        const { bytesEach = mebibyte, hostBytes = 1, count, together } = row;
        expect(Number.isSafeInteger(bytesEach) && bytesEach >= mebibyte).toBe(true);
        expect(bytesEach).toBeLessThanOrEqual(1024 * gibibyte);
        expect(hostBytes > 0 && hostBytes <= 1024 ** 5).toBe(true);
        expect(together >= 0 && together <= Math.min(count, 64)).toBe(true);
      }
    }),
    { numRuns: 1000 },
  );
});

test('slices of any kind are no fault', () => {
  const spec = fc.record({
    driver: fc.oneof(fc.constant('gpu.nvidia.com'), fc.anything()),
    nodeName: fc.oneof(fc.constant('n'), fc.anything()),
    pool: fc.anything(),
    devices: fc.oneof(
      fc.anything(),
      fc.array(fc.oneof(fc.anything(), fc.constant(deviceOf('gpu', 'x', '1')))),
    ),
  });
  fc.assert(
    fc.property(fc.array(fc.oneof(spec, fc.anything())), (specs) => {
      const slices = specs.map((each) => sliceOf(Object(each)));
      expect(Array.isArray(claimDevices(slices, [nodeNamed('n')]))).toBe(true);
    }),
    { numRuns: 500 },
  );
});
