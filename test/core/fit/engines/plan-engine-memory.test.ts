import { expect, test } from 'vitest';
import type { EngineMemoryAsked } from '../../../../src/core/fit/engines/engine-memory-asked.ts';
import {
  factsOf,
  gpusOf,
  heldIn,
  longerFacts,
  plannedWith,
  planWith,
} from '../../../support/fit/engine-memory-asked.ts';
import { publicConfigs } from '../../../support/fit/public-configs.ts';

const gibibyte = 1024 ** 3;

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
  const { fit, because, warnings } = plannedWith({ facts: longerFacts });
  expect(Object.keys(fit)).toEqual(['places']);
  expect(because).toHaveLength(1);
  expect(warnings).toEqual([]);
  const held = heldIn();
  expect(held).toBeGreaterThan(20_000);
  expect(held).toBeLessThan(131_072);
  expect(plannedWith({ facts: longerFacts, contextLength: held }).warnings).toEqual([]);
  // A little more is only in what the engine may need less.
  expect(plannedWith({ facts: longerFacts, contextLength: held + 512 }).warnings).toEqual([
    'whether it fits depends on what the engine takes beside weights and conversations',
  ]);
});

test.each(['vllm', 'tgi'] as const)(
  '%s is refused with a context that it cannot hold',
  (engine) => {
    const found = planWith({ engine, facts: longerFacts, contextLength: 131_072 });
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
  const asked = { engine: 'sglang' as const, facts: longerFacts, contextLength: 131_072 };
  const { fit, warnings } = plannedWith(asked);
  expect(warnings).toHaveLength(1);
  const [, most] =
    /^no conversation of 131072 tokens can be held: the cache has room for (\d+) at the most$/.exec(
      warnings[0] ?? '',
    ) ?? [];
  expect(Number(most)).toBeGreaterThanOrEqual(heldIn({ engine: 'sglang' }));
  const [{ usedBytes, limitBytes } = { usedBytes: 0, limitBytes: 0 }] = fit.places;
  expect(usedBytes).toBeLessThanOrEqual(Number(limitBytes));
  expect(planWith({ ...asked, gpuBytes: gpusOf(1, 14) })).toMatchObject({ kind: 'too large' });
});

test('where no context surely fits the one is named that may', () => {
  const found = planWith({ gpuBytes: gpusOf(1, 17.7), contextLength: 8192, facts: longerFacts });
  if (found.kind !== 'too large') throw new Error(JSON.stringify(found));
  expect(found.largestContext).toBe(0);
  const { perhapsContext = 0 } = found;
  expect(plannedWith({ gpuBytes: gpusOf(1, 17.7), contextLength: perhapsContext }).because).toEqual(
    [],
  );
});

test('weights that leave no room are refused, and no context would do', () => {
  expect(planWith({ gpuBytes: gpusOf(1, 16) })).toMatchObject({
    kind: 'too large',
    largestContext: 0,
  });
});

test('what fits only where the engine needs least goes on, and is said', () => {
  // 0.92 of it is 16.3 GiB: 14.96 of weights, and 0.5 to 1.5 beside them with 0.16 for a batch.
  const { because, warnings } = plannedWith({ gpuBytes: gpusOf(1, 17.7), contextLength: 16 });
  expect(because).toEqual([]);
  expect(warnings).toEqual([
    'whether it fits depends on what the engine takes beside weights and conversations',
  ]);
});

test('what is not counted of images is said', () => {
  expect(plannedWith({ facts: { ...longerFacts, isMultimodal: true } }).warnings).toEqual([
    'what it takes at work on images and sounds is not counted, only its weights',
  ]);
});

test('a large GPU may be an A100, whose batches are shorter', () => {
  // On 70 GiB a batch may take 0.6 GiB of Llama 3 8B, or a quarter of it.
  const usual = { facts: longerFacts, gpuBytes: gpusOf(1, 70), contextLength: 131_072 };
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
    plannedWith({ facts: longerFacts, contextLength: 1024, ...changes }).fit.places[0]?.usedBytes;
  expect(used(asked)).toBe(used(batch(4096)));
  expect(heldIn(asked)).toBe(heldIn(batch(20_000)));
  const short = { facts: { ...longerFacts, context: 2048 } };
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
  const gpuBytes = gpusOf(1, 20);
  const asked = { engine: 'tgi' as const, facts, tensors: [], gpuBytes, contextLength: 40_000 };
  const { warnings } = plannedWith(asked);
  expect(warnings[0]).toContain('depends on what the engine takes');
});
