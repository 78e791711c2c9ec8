import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Estimate, estimate, estimator } from '../../../src/core/fit/estimate.ts';
import { expertsOnHost, type FitConfiguration } from '../../../src/core/fit/fit-configuration.ts';
import type { FitDevice } from '../../../src/core/fit/fit-hardware.ts';
import type { EstimatePart, PlaceEstimate } from '../../../src/core/fit/place-estimate.ts';
import { readFacts } from '../../../src/core/fit/read-facts.ts';
import { namedShapes } from '../../support/fit/model-shape.ts';
import { viewOfShape } from '../../support/fit/view-of-shape.ts';

const gibibyte = 1024 ** 3;

const views = Object.entries(namedShapes).map(([name, shape]) => ({
  name,
  view: viewOfShape(shape, shape.quant ?? 'q4_k_m'),
}));
const models = views.map(({ name, view }) => ({ name, view, facts: readFacts(view) }));
const model = fc.constantFrom(...models);
const devices = fc
  .array(fc.integer({ min: 4, max: 900 }), { maxLength: 4 })
  .map((sizes) => sizes.map((size, index) => deviceOf(index, size)));

const configuration: fc.Arbitrary<FitConfiguration> = fc.record(
  {
    contextLength: fc.integer({ min: 64, max: 200_000 }),
    slots: fc.integer({ min: 1, max: 16 }),
    unified: fc.boolean(),
    microBatch: fc.constantFrom(32, 128, 512, 2048),
    gpuLayers: fc.integer({ min: -1, max: 100 }),
    flashAttention: fc.constantFrom('on' as const, 'off' as const),
    overrides: fc.nat({ max: 100 }).map((layers) => [expertsOnHost(layers)]),
    kvOnHost: fc.boolean(),
    fullWindows: fc.boolean(),
  },
  { requiredKeys: [] },
);

function deviceOf(index: number, size: number): FitDevice {
  return { id: `CUDA${index}`, kind: 'cuda', totalBytes: size * gibibyte };
}

function bytesOf(places: readonly PlaceEstimate[], ...parts: readonly EstimatePart[]): number {
  return places
    .flatMap(({ lines }) => lines)
    .reduce((sum, { what, bytes }) => sum + (parts.includes(what) ? bytes : 0), 0);
}

const all = ({ devices, host }: Estimate): PlaceEstimate[] => [...devices, host];

test('weights of all places are the tensors, the copy of tied embeddings, and padding', () => {
  fc.assert(
    fc.property(model, configuration, devices, ({ view, facts }, settings, found) => {
      const result = estimate(facts, { ...settings, repack: false }, { devices: found });
      const tensors = view.tensors.reduce((sum, { bytes }) => sum + bytes, 0);
      const embeddings = view.tensors.find(({ name }) => name === 'token_embd.weight');
      const hasCopy = facts.tied && !result.placement.hostHasOutput;
      const least = tensors + (hasCopy ? (embeddings?.bytes ?? 0) : 0);
      const weights = bytesOf(all(result), 'weights');
      const padding = view.tensors.length * 1024;
      expect(weights).toBeGreaterThanOrEqual(least);
      expect(weights).toBeLessThanOrEqual(least + padding);
    }),
  );
});

test('caches of all places are the same wherever the layers are', () => {
  fc.assert(
    fc.property(model, configuration, devices, ({ facts }, settings, found) => {
      const spread = estimate(facts, settings, { devices: found });
      // A device can keep flash attention off.
      const flashAttention = spread.flashAttention ? 'on' : 'off';
      const alone = estimate(facts, { ...settings, flashAttention }, { devices: [] });
      expect(bytesOf(all(spread), 'kv', 'state')).toBe(bytesOf([alone.host], 'kv', 'state'));
    }),
  );
});

const growing: readonly (keyof FitConfiguration & ('contextLength' | 'slots' | 'batch'))[] = [
  'contextLength',
  'slots',
  'batch',
];

test.each(growing)('a larger %s never makes the caches smaller', (field) => {
  const sizes = fc.tuple(fc.integer({ min: 1, max: 256 }), fc.integer({ min: 1, max: 256 }));
  const scale = field === 'slots' ? 1 : 256;
  const base: FitConfiguration = { contextLength: 65_536, slots: 1, unified: true };
  fc.assert(
    fc.property(model, sizes, devices, ({ facts }, pair, found) => {
      const [less = 0, more = 0] = pair.map((size) => size * scale).sort((a, b) => a - b);
      const bytes = [less, more].map((value) =>
        bytesOf(
          all(estimate(facts, { ...base, [field]: value }, { devices: found })),
          'kv',
          'state',
        ),
      );
      expect(bytes[1]).toBeGreaterThanOrEqual(bytes[0] ?? 0);
    }),
  );
});

/**
 * The allocator of graphs takes the smallest hole that will do: now and then larger tensors lie
 * better than smaller ones, by less than one of them.
 */
const fragmentation = 0.8;

test('computing more at a time never takes much less memory', () => {
  fc.assert(
    fc.property(model, fc.integer({ min: 0, max: 5 }), devices, ({ facts }, step, found) => {
      const at = (microBatch: number): number =>
        bytesOf(
          all(estimate(facts, { contextLength: 8192, microBatch }, { devices: found })),
          'compute',
        );
      expect(at(64 * 2 ** step)).toBeGreaterThanOrEqual(at(32 * 2 ** step) * fragmentation);
      expect(at(2048)).toBeGreaterThan(at(64));
    }),
  );
});

test('sums are those of the lines, and no line is empty', () => {
  fc.assert(
    fc.property(model, configuration, devices, ({ facts }, settings, found) => {
      for (const { lines, upperBytes, usedBytes, anonymousBytes } of all(
        estimate(facts, settings, { devices: found }),
      )) {
        expect(lines.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(upperBytes);
        expect(lines.every(({ bytes }) => bytes > 0 && Number.isFinite(bytes))).toBe(true);
        expect(usedBytes).toBeLessThanOrEqual(upperBytes);
        expect(anonymousBytes).toBeLessThanOrEqual(usedBytes);
        expect(anonymousBytes).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});

test('an estimator that was asked before answers as one that was not', () => {
  fc.assert(
    fc.property(model, devices, fc.array(configuration), ({ facts }, found, settings) => {
      const hardware = { devices: found };
      const asked = estimator(facts, hardware);
      for (const each of settings) expect(asked(each)).toEqual(estimate(facts, each, hardware));
    }),
    { numRuns: 50 },
  );
});

test('experts of more layers on the host never take more of the devices', () => {
  const facts = readFacts(viewOfShape(namedShapes['qwen3-30b-a3b'] ?? neverShape(), 'q4_k_m'));
  const asked = estimator(facts, { devices: [deviceOf(0, 12)] });
  const weights = Array.from({ length: 49 }, (_, layers) =>
    bytesOf(
      asked({ contextLength: 32_768, overrides: [expertsOnHost(layers)] }).devices,
      'weights',
    ),
  );
  expect(weights).toEqual([...weights].sort((a, b) => b - a));
});

test('two thousand placements of 235B over two GPUs are not computed layer by layer', () => {
  const facts = readFacts(viewOfShape(namedShapes['qwen3-235b-a22b'] ?? neverShape(), 'q4_k_m'));
  const asked = estimator(facts, { devices: [deviceOf(0, 24), deviceOf(1, 24)] });
  const began = performance.now();
  for (let index = 0; index < 2000; index += 1) {
    asked({
      contextLength: 32_768,
      tensorSplit: [40 + (index % 50), 50],
      overrides: [expertsOnHost(index % 95)],
    });
  }
  // On an idle machine it is a twentieth of this.
  expect(performance.now() - began).toBeLessThan(2000);
});

function neverShape(): never {
  throw new Error('the shape is missing');
}
