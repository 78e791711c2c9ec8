import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { transformersEngines } from '../../../../src/core/fit/engines/engine-name.ts';
import {
  type EngineMemoryAsked,
  planEngineMemory,
} from '../../../../src/core/fit/engines/plan-engine-memory.ts';
import { askedWith, factsOf, plannedWith } from '../../../support/fit/engine-memory-asked.ts';
import { publicConfigs } from '../../../support/fit/public-configs.ts';

const gibibyte = 1024 ** 3;
const gpus = (count: number, size: number) => Array.from({ length: count }, () => size * gibibyte);
const plan = (changes: Partial<EngineMemoryAsked>) => planEngineMemory(askedWith(changes));
const sizes = (tensor: number, pipeline = 1, data = 1) => ({ tensor, pipeline, data });

/** Llama 3 8B with longer conversations, which do not all fit beside it. */
const longer = { ...factsOf(publicConfigs.llama3), context: 131_072 };

test('what the model has and surely fits is left to the engine', () => {
  const { fit, warnings } = plannedWith();
  expect(fit.contextLength).toBeUndefined();
  expect(warnings).toEqual([]);
  const [place] = fit.places;
  expect(fit.places).toHaveLength(1);
  expect(place).toMatchObject({ id: 'CUDA0', limitBytes: Math.floor(24 * gibibyte * 0.92) });
  expect(place?.usedBytes).toBeGreaterThan(16 * gibibyte);
  expect(place?.usedBytes).toBeLessThan(Number(place?.limitBytes));
});

test('what does not surely fit is made shorter in steps, and that is said', () => {
  const { fit, because } = plannedWith({ facts: longer });
  const { contextLength = 0 } = fit;
  expect(contextLength % 256).toBe(0);
  expect(contextLength).toBeGreaterThan(20_000);
  expect(because[0]).toBe(
    `No context is asked for, and ${contextLength} tokens surely fit of the 131072 that the model has, so it is that`,
  );
  // One step more is only in what the engine may need less.
  const asked = plannedWith({ facts: longer, contextLength });
  expect(asked.fit.contextLength).toBeUndefined();
  expect(asked.warnings).toEqual([]);
  expect(plannedWith({ facts: longer, contextLength: contextLength + 512 }).warnings).toEqual([
    'whether it fits depends on what the engine takes beside weights and conversations',
  ]);
});

test('what a user asks for is never made shorter: it is refused, with what would fit', () => {
  const found = plan({ facts: longer, contextLength: 131_072 });
  if (found.kind !== 'too large') throw new Error(JSON.stringify(found));
  const { largestContext, places } = found;
  expect(largestContext).toBe(plannedWith({ facts: longer }).fit.contextLength);
  const [place] = places;
  expect(place?.fits).toBe(false);
  const sum = place?.lines.reduce((total, { bytes }) => total + bytes, 0) ?? 0;
  expect(Math.ceil(sum)).toBe(place?.usedBytes);
  expect(place?.lines.map(({ what }) => what)).toEqual(['weights', 'compute', 'kv']);
});

test('weights that leave no room are refused, and no context would do', () => {
  expect(plan({ gpuBytes: gpus(1, 16) })).toMatchObject({ kind: 'too large', largestContext: 0 });
});

test('what fits only where the engine needs least goes on, and is said', () => {
  // 0.92 of it is 16.3 GiB: 14.96 of weights, and 0.5 to 1.5 beside them with 0.16 for a batch.
  const { fit, warnings } = plannedWith({ gpuBytes: gpus(1, 17.7), contextLength: 16 });
  expect(fit.contextLength).toBeUndefined();
  expect(warnings).toEqual([
    'whether it fits depends on what the engine takes beside weights and conversations',
  ]);
});

test('heads that cannot be divided are refused even where no memory is known', () => {
  expect(plan({ sizes: sizes(3), gpuBytes: undefined })).toEqual({
    kind: 'refused',
    fact: expect.stringMatching(/^its 32 attention heads cannot be divided over 3 GPUs, but over /),
  });
  expect(plan({ sizes: sizes(1, 64), gpuBytes: gpus(64, 24) })).toMatchObject({ kind: 'refused' });
  expect(plan({ gpuBytes: undefined })).toMatchObject({
    kind: 'unknown',
    why: expect.stringContaining('--gpu-memory'),
  });
});

test('whole experts have no blocks to divide, and lie evenly or nobody knows how', () => {
  const facts = factsOf(publicConfigs.qwen3Moe);
  const asked = { facts, tensors: [], gpuBytes: gpus(4, 80) };
  expect(plan({ ...asked, sizes: sizes(4) })).toMatchObject({ kind: 'refused' });
  expect(plan({ ...asked, sizes: sizes(4), keepsExperts: true })).toMatchObject({
    kind: 'planned',
  });
  const odd = { ...facts, experts: 127 };
  expect(plan({ ...asked, facts: odd, sizes: sizes(4), keepsExperts: true })).toMatchObject({
    kind: 'unknown',
  });
});

test('copies of a model each have their own GPUs, and of experts vLLM has another way', () => {
  const { fit } = plannedWith({ sizes: sizes(2, 1, 2), gpuBytes: gpus(4, 24) });
  expect(fit.places.map(({ id }) => id)).toEqual(['CUDA0', 'CUDA1', 'CUDA2', 'CUDA3']);
  const alone = plannedWith({ sizes: sizes(2), gpuBytes: gpus(2, 24) });
  expect(fit.places[3]?.usedBytes).toBe(alone.fit.places[0]?.usedBytes);
  const moe = {
    ...{ facts: factsOf(publicConfigs.qwen3Moe), tensors: [], gpuBytes: gpus(2, 80) },
    sizes: sizes(1, 1, 2),
  };
  expect(plan(moe)).toMatchObject({ kind: 'unknown' });
  expect(plan({ ...moe, engine: 'sglang' })).toMatchObject({ kind: 'planned' });
});

test('layers on several GPUs: embeddings with the first, the output with the last, to the byte', () => {
  const found = plan({ sizes: sizes(1, 2), gpuBytes: gpus(2, 8), contextLength: 16 });
  if (found.kind !== 'too large') throw new Error(JSON.stringify(found));
  const [first = 0, last = 0] = found.places.map(
    ({ lines }) => lines.find(({ what }) => what === 'weights')?.bytes ?? 0,
  );
  expect(first + last).toBe(8_030_261_248 * 2);
  // The norm behind the last layer, as embeddings and output are equally large.
  expect(last - first).toBe(4096 * 2);
});

test('layers that cannot be divided evenly, or are of several kinds, are not computed', () => {
  const asked = { gpuBytes: gpus(3, 80), sizes: sizes(1, 3) };
  expect(plan(asked)).toMatchObject({ kind: 'unknown', why: expect.stringContaining('32 layers') });
  const layers = Array.from({ length: 32 }, (_, index) =>
    index % 2 === 0 ? ('full' as const) : ('swa' as const),
  );
  const facts = { ...factsOf(publicConfigs.llama3), layers, window: 1024 };
  expect(plan({ facts, gpuBytes: gpus(2, 80), sizes: sizes(1, 2) })).toMatchObject({
    kind: 'unknown',
  });
  const unread = { ...factsOf(publicConfigs.llama3), hasUnknownLayers: true };
  expect(plan({ facts: unread })).toMatchObject({ kind: 'unknown' });
});

test('of what is not counted nothing is fixed: the engine measures it and decides', () => {
  const { fit, warnings } = plannedWith({ facts: { ...longer, isMultimodal: true } });
  expect(fit.contextLength).toBeUndefined();
  expect(warnings).toEqual([
    'what it takes at work on images and sounds is not counted, only its weights',
  ]);
});

test('a model that does not say how long conversations can be is told nothing', () => {
  const { fit } = plannedWith({ facts: { ...longer, context: 0 } });
  expect(fit.contextLength).toBeUndefined();
});

test('more conversations than the cache holds wait: they are said, and refuse nothing', () => {
  const { because, warnings } = plannedWith({ contextLength: 8192, concurrency: 64 });
  expect(because.at(-1)).toMatch(
    /^That is surely \d of 8192 tokens at a time, of 64 that are asked for$/,
  );
  expect(warnings).toEqual([]);
});

test('where an engine may forget what is behind a window, only what it must keep refuses', () => {
  const facts = factsOf(publicConfigs.gemma3);
  const gpuBytes = gpus(1, 20);
  const asked = { engine: 'tgi' as const, facts, tensors: [], gpuBytes, contextLength: 40_000 };
  const { warnings } = plannedWith(asked);
  expect(warnings[0]).toContain('depends on what the engine takes');
});

/** Thousands of tokens. */
const kilo = fc.integer({ min: 1, max: 160 });

describe.each(transformersEngines)('%s', (engine) => {
  const isStarted = (changes: Partial<EngineMemoryAsked>) =>
    plan({ engine, facts: longer, ...changes }).kind === 'planned';

  test('what starts with a context starts with a shorter one', () => {
    fc.assert(
      fc.property(kilo, kilo, fc.integer({ min: 17, max: 48 }), (one, other, size) => {
        const gpuBytes = gpus(1, size);
        const [short, long] = [Math.min(one, other) * 1024, Math.max(one, other) * 1024];
        if (isStarted({ gpuBytes, contextLength: long })) {
          expect(isStarted({ gpuBytes, contextLength: short })).toBe(true);
        }
      }),
    );
  });

  test('what starts on some GPUs starts on twice as many, and no GPU has more to hold', () => {
    fc.assert(
      fc.property(kilo, fc.constantFrom(1, 2, 4), fc.integer({ min: 8, max: 48 }), (k, n, size) => {
        const contextLength = k * 1024;
        const of = (count: number) =>
          plan({
            ...{ engine, facts: longer, contextLength, sizes: sizes(count) },
            gpuBytes: gpus(count, size),
          });
        const [few, many] = [of(n), of(2 * n)];
        if (few.kind !== 'planned') return;
        if (many.kind !== 'planned') throw new Error(JSON.stringify(many));
        const [one, other] = [few.fit.places[0], many.fit.places[0]];
        expect(other?.usedBytes).toBeLessThan(Number(one?.usedBytes));
      }),
    );
  });
});

describe.each(transformersEngines)('what is said of %s', (engine) => {
  test('a larger share never makes the context shorter', () => {
    const share = fc.integer({ min: 50, max: 100 });
    fc.assert(
      fc.property(share, share, (one, other) => {
        const of = (percent: number) => {
          const tuning = { share: percent / 100 };
          const found = plan({ engine, facts: longer, gpuBytes: gpus(1, 40), tuning });
          if (found.kind !== 'planned') return 0;
          return found.fit.contextLength ?? 131_072;
        };
        expect(of(Math.max(one, other))).toBeGreaterThanOrEqual(of(Math.min(one, other)));
      }),
    );
  });

  test('a cache of fp8 holds twice the tokens', () => {
    const of = (cacheElementBytes: number) =>
      plannedWith({ engine, facts: longer, cacheElementBytes }).fit.contextLength ?? 0;
    expect(Math.abs(of(1) - 2 * of(2))).toBeLessThanOrEqual(256 + 2 * 256);
  });

  test('longer batches leave less', () => {
    const of = (batchTokens: number) =>
      plannedWith({ engine, facts: longer, tuning: { batchTokens } }).fit.contextLength ?? 0;
    expect(of(4096)).toBeLessThan(of(2048));
  });

  test('what is planned is within what the engine takes of each GPU', () => {
    fc.assert(
      fc.property(fc.integer({ min: 17, max: 96 }), fc.option(kilo), (size, k) => {
        const contextLength = k === null ? undefined : k * 1024;
        const found = plan({ engine, facts: longer, gpuBytes: gpus(1, size), contextLength });
        if (found.kind !== 'planned') return;
        for (const { usedBytes, limitBytes = 0 } of found.fit.places) {
          expect(usedBytes).toBeLessThanOrEqual(limitBytes);
        }
      }),
    );
  });
});
