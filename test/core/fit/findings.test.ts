import { describe, expect, test } from 'vitest';
import { estimate } from '../../../src/core/fit/estimate.ts';
import { expertsOnHost, type FitConfiguration } from '../../../src/core/fit/fit-configuration.ts';
import type { FitDevice, FitHardware } from '../../../src/core/fit/fit-hardware.ts';
import { readFacts } from '../../../src/core/fit/read-facts.ts';
import { type ModelShape, namedShapes } from '../../support/fit/model-shape.ts';
import { viewOfShape } from '../../support/fit/view-of-shape.ts';

const gibibyte = 1024 ** 3;

function gpu(index: number): FitDevice {
  return { id: `CUDA${index}`, kind: 'cuda', totalBytes: 24 * gibibyte };
}

interface Row {
  readonly model?: string;
  readonly shape?: Partial<ModelShape>;
  readonly settings: FitConfiguration;
  readonly hardware?: FitHardware;
}

function estimateRow({ model = 'llama-3.1-8b', shape, settings, hardware }: Row) {
  const named = namedShapes[model];
  if (named === undefined) throw new Error(`there is no shape ${model}`);
  const facts = readFacts(viewOfShape({ ...named, ...shape }, 'q4_k_m'));
  return estimate(facts, { contextLength: 4096, ...settings }, hardware ?? { devices: [gpu(0)] });
}

const two: FitHardware = { devices: [gpu(0), gpu(1)] };

describe('the engine would refuse', () => {
  test.each<Row & { readonly code: string }>([
    { code: 'kv-type-needs-fa', settings: { valueType: 'q8_0', flashAttention: 'off' } },
    { code: 'mla-kv-types-differ', model: 'deepseek-v3', settings: { keyType: 'q8_0' } },
    { code: 'kv-type-block', shape: { headDim: 80, heads: 16 }, settings: { keyType: 'q8_0' } },
    { code: 'slots-too-many', settings: { slots: 257 } },
    { code: 'split-mode-unsupported', model: 'deepseek-v3', settings: { splitMode: 'tensor' } },
    { code: 'device-unknown', settings: { splitMode: 'none', mainGpu: 3 } },
  ])('$code', ({ code, ...row }) => {
    expect(estimateRow(row).errors.map((error) => error.code)).toEqual([code]);
  });

  test('a projector, and a rotation that is not of a whole head', () => {
    const clip = readFacts({
      metadata: new Map([['general.architecture', 'clip']]),
      counts: new Map(),
      tensors: [],
    });
    const codes = estimate(clip, {}, { devices: [] }).errors.map(({ code }) => code);
    expect(codes).toEqual(['model-not-servable']);
    const view = viewOfShape(namedShapes['llama-3.1-8b'] ?? noShape(), 'q4_k_m');
    const metadata = new Map([...view.metadata, ['llama.rope.dimension_count', 64] as const]);
    const turned = estimate(readFacts({ ...view, metadata }), {}, { devices: [] });
    expect(turned.errors.map(({ code }) => code)).toEqual(['rope-dimension']);
  });
});

describe('the engine would start, but', () => {
  test.each<Row & { readonly code: string }>([
    { code: 'ctx-above-train', settings: { contextLength: 262_144 } },
    { code: 'ctx-left-to-engine', settings: { contextLength: 0, slots: 4 } },
    { code: 'kv-type-off-gpu', settings: { keyType: 'iq4_nl' } },
    { code: 'fa-unavailable', shape: { headDim: 160 }, settings: {} },
    { code: 'split-mode-approximate', settings: { splitMode: 'row' }, hardware: two },
    { code: 'fit-disabled-by-flags', settings: { gpuLayers: 20 } },
    {
      code: 'moe-split-skew',
      model: 'qwen3-30b-a3b',
      settings: { overrides: [expertsOnHost(20)], fit: false },
      hardware: two,
    },
    {
      code: 'cache-ram-vs-limit',
      settings: {},
      hardware: { devices: [gpu(0)], hostBytes: 2 * gibibyte },
    },
  ])('$code', ({ code, ...row }) => {
    const { errors, warnings } = estimateRow(row);
    expect(warnings.map((warning) => warning.code)).toEqual([code]);
    expect(errors).toEqual([]);
  });

  test('an ordinary deploy has nothing to tell', () => {
    expect(estimateRow({ settings: {} })).toMatchObject({ errors: [], warnings: [], fits: true });
  });
});

describe('what does not fit', () => {
  test('is a device whose reserve would be used, or the host', () => {
    const settings = { contextLength: 131_072 };
    const [device] = estimateRow({ settings }).devices;
    expect(device?.limitBytes).toBe(23 * gibibyte);
    expect(device?.fits).toBe(true);
    expect(estimateRow({ model: 'qwen3-32b', settings }).devices[0]?.fits).toBe(false);
    const host = { devices: [], hostBytes: 4 * gibibyte };
    expect(estimateRow({ settings: {}, hardware: host }).fits).toBe(false);
  });

  test('experts on the host cost the first device room for the largest of their matrices', () => {
    const settings = { overrides: [expertsOnHost()] };
    const line = (config: FitConfiguration) =>
      estimateRow({ model: 'qwen3-30b-a3b', settings: config }).devices[0]?.lines.find(
        ({ what }) => what === 'op-offload',
      )?.bytes;
    expect(line(settings)).toBe((2048 * 768 * 128 * 210) / 256);
    expect(line({ ...settings, opOffload: false })).toBe(undefined);
    expect(line({})).toBe(undefined);
  });

  test('the prompt cache of the host and checkpoints of windows are told as what may grow', () => {
    const { host } = estimateRow({ model: 'gemma-3-27b', settings: { slots: 1 } });
    const growing = host.lines.filter(({ what }) => /prompt-cache|checkpoints/.test(what));
    expect(growing.map(({ what, bytes }) => [what, bytes])).toEqual([
      ['prompt-cache', 8 * gibibyte],
      ['checkpoints', 416 * 1024 ** 2],
    ]);
    expect(host.upperBytes - host.usedBytes).toBe(8 * gibibyte + 416 * 1024 ** 2);
  });
});

function noShape(): never {
  throw new Error('the shape is missing');
}
