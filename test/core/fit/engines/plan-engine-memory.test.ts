import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EngineMemoryAsked } from '../../../../src/core/fit/engines/engine-memory-asked.ts';
import { transformersEngines } from '../../../../src/core/fit/engines/engine-name.ts';
import { planEngineMemory } from '../../../../src/core/fit/engines/plan-engine-memory.ts';
import { askedWith, factsOf, plannedWith } from '../../../support/fit/engine-memory-asked.ts';
import { llama3Tensors, publicConfigs } from '../../../support/fit/public-configs.ts';

const gibibyte = 1024 ** 3;
const gpus = (count: number, size: number) => Array.from({ length: count }, () => size * gibibyte);
const plan = (changes: Partial<EngineMemoryAsked>) => planEngineMemory(askedWith(changes));
const sizes = (tensor: number, pipeline = 1, data = 1) => ({ tensor, pipeline, data });

/** Llama 3 8B with longer conversations, which do not all fit beside it. */
const longer = { ...factsOf(publicConfigs.llama3), context: 131_072 };

/** Tokens that a plan says conversations may hold together. */
function heldIn(changes: Partial<EngineMemoryAsked> = {}): number {
  const [first = ''] = plannedWith({ facts: longer, ...changes }).because;
  return Number(/^Conversations may hold (\d+) tokens together/.exec(first)?.[1] ?? 0);
}

test('of what the model has nothing is said to the engine where nobody asks for it', () => {
  const { fit, warnings } = plannedWith();
  expect(Object.keys(fit)).toEqual(['places']);
  expect(warnings).toEqual([]);
  const [place] = fit.places;
  expect(fit.places).toHaveLength(1);
  expect(place).toMatchObject({ id: 'CUDA0', limitBytes: Math.floor(24 * gibibyte * 0.92) });
  expect(place?.usedBytes).toBeGreaterThan(16 * gibibyte);
  expect(place?.usedBytes).toBeLessThan(Number(place?.limitBytes));
});

test('without a context the engine decides, and what it holds for sure is said', () => {
  const { fit, because, warnings } = plannedWith({ facts: longer });
  expect(Object.keys(fit)).toEqual(['places']);
  expect(because).toHaveLength(1);
  expect(warnings).toEqual([]);
  const held = heldIn();
  expect(held).toBeGreaterThan(20_000);
  expect(held).toBeLessThan(131_072);
  expect(plannedWith({ facts: longer, contextLength: held }).warnings).toEqual([]);
  // A little more is only in what the engine may need less.
  expect(plannedWith({ facts: longer, contextLength: held + 512 }).warnings).toEqual([
    'whether it fits depends on what the engine takes beside weights and conversations',
  ]);
});

test.each(['vllm', 'tgi'] as const)(
  '%s is refused with a context that it cannot hold',
  (engine) => {
    const found = plan({ engine, facts: longer, contextLength: 131_072 });
    if (found.kind !== 'too large') throw new Error(JSON.stringify(found));
    const { largestContext, places } = found;
    expect(largestContext % 256).toBe(0);
    expect(heldIn({ engine }) - largestContext).toBeGreaterThanOrEqual(0);
    expect(heldIn({ engine }) - largestContext).toBeLessThan(256 + 16);
    expect(found).not.toHaveProperty('perhapsContext');
    const [place] = places;
    expect(place?.fits).toBe(false);
    const sum = place?.lines.reduce((total, { bytes }) => total + bytes, 0) ?? 0;
    expect(Math.ceil(sum)).toBe(place?.usedBytes);
    expect(place?.lines.map(({ what }) => what)).toEqual(['weights', 'compute', 'kv']);
  },
);

test('SGLang starts with a context that it cannot hold, and that is said', () => {
  const asked = { engine: 'sglang' as const, facts: longer, contextLength: 131_072 };
  const { fit, warnings } = plannedWith(asked);
  expect(warnings).toHaveLength(1);
  const [, most] =
    /^no conversation of 131072 tokens can be held: the cache has room for (\d+) at the most$/.exec(
      warnings[0] ?? '',
    ) ?? [];
  expect(Number(most)).toBeGreaterThanOrEqual(heldIn({ engine: 'sglang' }));
  const [{ usedBytes, limitBytes } = { usedBytes: 0, limitBytes: 0 }] = fit.places;
  expect(usedBytes).toBeLessThanOrEqual(Number(limitBytes));
  expect(plan({ ...asked, gpuBytes: gpus(1, 14) })).toMatchObject({ kind: 'too large' });
});

test('where no context surely fits the one is named that may', () => {
  const found = plan({ gpuBytes: gpus(1, 17.7), contextLength: 8192, facts: longer });
  if (found.kind !== 'too large') throw new Error(JSON.stringify(found));
  expect(found.largestContext).toBe(0);
  const { perhapsContext = 0 } = found;
  expect(plannedWith({ gpuBytes: gpus(1, 17.7), contextLength: perhapsContext }).because).toEqual(
    [],
  );
});

test('weights that leave no room are refused, and no context would do', () => {
  expect(plan({ gpuBytes: gpus(1, 16) })).toMatchObject({ kind: 'too large', largestContext: 0 });
});

test('what fits only where the engine needs least goes on, and is said', () => {
  // 0.92 of it is 16.3 GiB: 14.96 of weights, and 0.5 to 1.5 beside them with 0.16 for a batch.
  const { because, warnings } = plannedWith({ gpuBytes: gpus(1, 17.7), contextLength: 16 });
  expect(because).toEqual([]);
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

test('what is not counted of images is said', () => {
  expect(plannedWith({ facts: { ...longer, isMultimodal: true } }).warnings).toEqual([
    'what it takes at work on images and sounds is not counted, only its weights',
  ]);
});

test('TGI copies no heads of keys but a single one, and others do', () => {
  const asked = { gpuBytes: gpus(16, 24), sizes: sizes(16) };
  expect(plan({ ...asked, engine: 'tgi' })).toEqual({
    kind: 'refused',
    fact: 'its 8 heads of keys and values cannot be divided over 16 GPUs, but over 1, 2, 4, 8',
  });
  expect(plan(asked)).toMatchObject({ kind: 'planned' });
  const single = { ...longer, kvHeads: 1 };
  expect(plan({ ...asked, engine: 'tgi', facts: single })).toMatchObject({ kind: 'planned' });
});

test('what TGI keeps with latent attention is not computed', () => {
  const facts = { ...longer, latent: { rank: 512, rope: 64 } };
  expect(plan({ facts, engine: 'tgi' })).toMatchObject({
    kind: 'unknown',
    why: expect.stringContaining('latent attention'),
  });
  expect(plan({ facts })).toMatchObject({ kind: 'planned' });
});

test('stages are computed only where names tell which layers weights are of', () => {
  const asked = { gpuBytes: gpus(2, 24), sizes: sizes(1, 2) };
  expect(plan(asked)).toMatchObject({ kind: 'planned' });
  const tensors = llama3Tensors.map((tensor) => ({
    ...tensor,
    name: tensor.name.replace('model.layers.', 'transformer.h.'),
  }));
  expect(plan({ ...asked, tensors })).toMatchObject({
    kind: 'unknown',
    why: expect.stringContaining('names of its weights'),
  });
});

test('GPUs that differ are counted by those that share layers', () => {
  const of = (...sized: readonly number[]) =>
    plan({ gpuBytes: sized.map((size) => size * gibibyte), sizes: sizes(2, 2) });
  const found = of(24, 48, 8, 6);
  if (found.kind !== 'planned') throw new Error(JSON.stringify(found));
  const limits = found.fit.places.map(({ limitBytes = 0 }) => limitBytes / gibibyte / 0.92);
  expect(limits.map(Math.round)).toEqual([24, 24, 6, 6]);
  expect(of(24, 48, 8, 4)).toMatchObject({ kind: 'too large' });
});

test('a large GPU may be an A100, whose batches are shorter', () => {
  // On 70 GiB a batch may take 0.6 GiB of Llama 3 8B, or a quarter of it.
  const usual = { facts: longer, gpuBytes: gpus(1, 70), contextLength: 131_072 };
  const used = (changes: Partial<EngineMemoryAsked>) =>
    plannedWith({ ...usual, ...changes }).fit.places[0]?.usedBytes ?? 0;
  const batch = (tokens: number) => ({ tuning: { batchTokens: tokens } });
  expect(used({})).toBe(used(batch(2048)));
  expect(used(batch(8192)) - used({})).toBe(6144 * 4096 * 20);
  const held = (changes: Partial<EngineMemoryAsked>) => heldIn({ ...usual, ...changes });
  expect(held({})).toBe(held(batch(8192)));
});

test('what TGI reads at a time is between 4096 tokens and what the model was made for', () => {
  const asked = { engine: 'tgi' as const };
  const batch = (tokens: number) => ({ ...asked, tuning: { batchTokens: tokens } });
  const used = (changes: Partial<EngineMemoryAsked>) =>
    plannedWith({ facts: longer, contextLength: 1024, ...changes }).fit.places[0]?.usedBytes;
  expect(used(asked)).toBe(used(batch(4096)));
  expect(heldIn(asked)).toBe(heldIn(batch(20_000)));
  const short = { facts: { ...longer, context: 2048 } };
  expect(heldIn({ ...asked, ...short })).toBe(heldIn(batch(2048)));
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
        // Of what is not held, SGLang has as much as there is room for.
        if (few.kind !== 'planned' || few.warnings.some((text) => text.startsWith('no '))) return;
        if (many.kind !== 'planned') throw new Error(JSON.stringify(many));
        const [one, other] = [few.fit.places[0], many.fit.places[0]];
        expect(other?.usedBytes).toBeLessThan(Number(one?.usedBytes));
      }),
    );
  });
});

describe.each(transformersEngines)('what is said of %s', (engine) => {
  test('a larger share never holds less', () => {
    const share = fc.integer({ min: 50, max: 100 });
    fc.assert(
      fc.property(share, share, (one, other) => {
        const of = (percent: number) => {
          const asked = { engine, gpuBytes: gpus(1, 40), tuning: { share: percent / 100 } };
          return heldIn(asked);
        };
        expect(of(Math.max(one, other))).toBeGreaterThanOrEqual(of(Math.min(one, other)));
      }),
    );
  });

  test('a cache of fp8 holds twice the tokens', () => {
    const of = (cacheElementBytes: number) => heldIn({ engine, cacheElementBytes });
    expect(Math.abs(of(1) - 2 * of(2))).toBeLessThanOrEqual(32);
  });

  test('longer batches leave less', () => {
    const of = (batchTokens: number) => heldIn({ engine, tuning: { batchTokens } });
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
