import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assignSlots } from '../../../src/core/fit/assign-slots.ts';

const counts = (layers: number, gpuLayers: number, shares: readonly number[]): number[] =>
  assignSlots({ layers, gpuLayers, shares }).devices.map(({ from, to }) => to - from);

test.each([
  { layers: 80, gpuLayers: -1, shares: [3, 1], devices: [61, 20] },
  { layers: 80, gpuLayers: -1, shares: [0, 1, 1], devices: [0, 41, 40] },
  { layers: 80, gpuLayers: -1, shares: [1, 0], devices: [81, 0] },
  { layers: 80, gpuLayers: 40, shares: [24, 24], devices: [20, 20] },
  { layers: 80, gpuLayers: 80, shares: [24, 24], devices: [40, 40] },
  { layers: 94, gpuLayers: 95, shares: [80, 15], devices: [80, 15] },
  { layers: 61, gpuLayers: -1, shares: [96, 96, 96, 96, 96], devices: [13, 12, 13, 12, 12] },
])('$layers layers with $gpuLayers over $shares are $devices', (row) => {
  expect(counts(row.layers, row.gpuLayers, row.shares)).toEqual(row.devices);
});

test('without devices, and with no layers for them, everything is on the host', () => {
  expect(assignSlots({ layers: 4, gpuLayers: -1, shares: [] }).host).toEqual({ from: 0, to: 5 });
  expect(assignSlots({ layers: 4, gpuLayers: 0, shares: [1] }).host).toEqual({ from: 0, to: 5 });
});

const share = fc.oneof(fc.nat({ max: 100 }), fc.double({ min: 0, max: 2 ** 40, noNaN: true }));
const shares = fc
  .array(share, { minLength: 1, maxLength: 8 })
  .filter((all) => all.some((each) => each >= 1));
const layers = fc.integer({ min: 1, max: 200 });

test('every slot is in exactly one place, in the order of the layers', () => {
  fc.assert(
    fc.property(layers, fc.integer({ min: -1, max: 220 }), shares, (count, gpuLayers, all) => {
      const { host, devices } = assignSlots({ layers: count, gpuLayers, shares: all });
      const ranges = [host, ...devices];
      let next = 0;
      for (const { from, to } of ranges) {
        expect(from).toBe(next);
        expect(to).toBeGreaterThanOrEqual(from);
        next = to;
      }
      expect(next).toBe(count + 1);
    }),
  );
});

test('slots are where a search for the first larger share puts each of them', () => {
  fc.assert(
    fc.property(layers, shares, (count, all) => {
      const total = all.reduce((sum, each) => Math.fround(sum + Math.fround(each)), 0);
      let sum = 0;
      const ends = all.map((each) => {
        sum = Math.fround(sum + Math.fround(each));
        return Math.fround(sum / total);
      });
      const expected = all.map(() => 0);
      for (let slot = 0; slot <= count; slot += 1) {
        const device = ends.findIndex((end) => end > Math.fround(slot / (count + 1)));
        expected[device] = (expected[device] ?? 0) + 1;
      }
      expect(counts(count, -1, all)).toEqual(expected);
    }),
  );
});

test('numbers of slots as shares are kept as they are', () => {
  const slots = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(slots, (wanted) => {
      const sum = wanted.reduce((total, each) => total + each, 0);
      fc.pre(sum > 1);
      expect(counts(sum - 1, -1, wanted)).toEqual(wanted);
    }),
  );
});
