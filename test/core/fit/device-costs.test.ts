import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deviceCosts } from '../../../src/core/fit/device-costs.ts';
import { groundOf } from '../../../src/core/fit/draft.ts';
import { estimate } from '../../../src/core/fit/estimate.ts';
import {
  defaultSettings,
  expertsOnHost,
  type FitSettings,
} from '../../../src/core/fit/fit-configuration.ts';
import type { DeviceKind, FitHardware } from '../../../src/core/fit/fit-hardware.ts';
import { namedShapes } from '../../support/fit/model-shape.ts';
import { factsOf, gibibyte } from '../../support/fit/plan-support.ts';

const kinds = fc.constantFrom<DeviceKind>('cuda', 'rpc', 'vulkan', 'metal');

test('costs of ranges are those of the estimate to the byte, however the layers are split', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.keys(namedShapes)),
      fc.array(kinds, { minLength: 1, maxLength: 4 }),
      fc.record({
        context: fc.integer({ min: 1, max: 16 }),
        microBatch: fc.constantFrom(128, 256, 512),
        type: fc.constantFrom('f16', 'q8_0'),
        unified: fc.boolean(),
        /** Of all layers. */
        onDevices: fc.integer({ min: 1, max: 100 }),
        light: fc.integer({ min: 0, max: 100 }),
        cuts: fc.array(fc.nat({ max: 100 }), { minLength: 4, maxLength: 4 }),
      }),
      (name, devices, { context, microBatch, type, unified, onDevices, light, cuts }) => {
        const facts = factsOf(name);
        const hardware: FitHardware = {
          devices: devices.map((kind, index) => ({
            ...{ id: `G${index}`, kind, totalBytes: 24 * gibibyte },
          })),
        };
        const slots = facts.layers.length + 1;
        const gpuLayers = Math.ceil((slots * onDevices) / 100);
        const hosted = Math.floor((facts.layers.length * light) / 100);
        const counts = countsOf(gpuLayers, cuts.slice(0, devices.length));
        // For what a scan hands on, the estimate looks at the next device even if it has no layers.
        if (name === 'tiny-mamba' && counts.includes(0)) return;
        const settings: FitSettings = {
          ...defaultSettings,
          ...{ slots: 2, unified, microBatch, keyType: type, valueType: type, gpuLayers },
          contextLength: context * 4096,
          tensorSplit: devices.length > 1 ? counts : [],
          overrides: hosted > 0 ? [expertsOnHost(hosted)] : [],
        };
        const want = { contextLength: settings.contextLength };
        const ground = groundOf({ facts, hardware, want }, settings);
        const costs = deviceCosts(ground, settings);
        const known = estimate(facts, settings, hardware).devices.map(({ usedBytes }) => usedBytes);
        let from = costs.start;
        const found = counts.map((count, device) => {
          const range = { from, to: from + count };
          from = range.to;
          return costs.costOf(device, range, { from: 0, to: hosted });
        });
        expect(found).toEqual(known);
      },
    ),
    { numRuns: 300 },
  );
});

/** All slots, shared like `parts`. */
function countsOf(slots: number, parts: readonly number[]): number[] {
  const sum = parts.reduce((all, part) => all + part, 0) || 1;
  let left = slots;
  return parts.map((part, index) => {
    const count =
      index === parts.length - 1 ? left : Math.min(left, Math.round((slots * part) / sum));
    left -= count;
    return count;
  });
}
