import fc from 'fast-check';
import { expect, test } from 'vitest';
import { estimate } from '../../../src/core/fit/estimate.ts';
import { largestContext } from '../../../src/core/fit/largest-context.ts';
import { planFit } from '../../../src/core/fit/plan-fit.ts';
import { factsOf, gpus } from '../../support/fit/plan-support.ts';

test('the largest context of one GPU fits, and 256 tokens more do not', () => {
  const sizes = fc.integer({ min: 6 * 8, max: 24 * 8 }).map((size) => size / 8);
  const models = fc.constantFrom('llama-3.1-8b', 'qwen3-8b', 'gpt-oss-20b', 'gemma-3-27b');
  const shares = fc.record({ slots: fc.constantFrom(1, 2, 3, 4), unified: fc.boolean() });
  fc.assert(
    fc.property(models, sizes, shares, (name, size, share) => {
      const facts = factsOf(name);
      const hardware = gpus([size]);
      const most = largestContext(facts, share, hardware);
      const fits = (contextLength: number): boolean =>
        estimate(facts, { ...share, contextLength }, hardware).fits;
      const streams = share.unified ? 1 : share.slots;
      if (most > 0) expect(fits(most)).toBe(true);
      if (most < facts.trainedContext * streams) expect(fits(most + 256)).toBe(false);
      expect(most % (256 * streams)).toBe(0);
    }),
    { numRuns: 60 },
  );
});

test('over several GPUs it is that of the best split', () => {
  const facts = factsOf('llama-3.3-70b');
  const hardware = gpus([48, 24]);
  const most = largestContext(facts, {}, hardware);
  const fits = (contextLength: number): boolean =>
    Array.from({ length: 82 }, (_, first) => [first, 81 - first]).some(
      (tensorSplit) => estimate(facts, { contextLength, tensorSplit }, hardware).fits,
    );
  expect(fits(most)).toBe(true);
  expect(fits(most + 256)).toBe(false);
  // `--fit` of the engine itself stops at 93 952, as it keeps its split.
  expect(most).toBeGreaterThan(93_952);
});

test('it is no more than the model was trained with, for each cache', () => {
  const facts = factsOf('llama-3.1-8b');
  const hardware = gpus([900]);
  expect(largestContext(facts, {}, hardware)).toBe(131_072);
  expect(largestContext(facts, { slots: 2 }, hardware)).toBe(262_144);
  expect(largestContext(facts, { slots: 2, unified: true }, hardware)).toBe(131_072);
});

test('a model that is larger than the devices has none', () => {
  expect(largestContext(factsOf('llama-3.3-70b'), {}, gpus([24]))).toBe(0);
});

test('a placement that was said is kept', () => {
  const facts = factsOf('llama-3.3-70b');
  const said = { gpuLayers: 40 };
  const most = largestContext(facts, said, gpus([24]));
  const fits = (contextLength: number): boolean =>
    estimate(facts, { ...said, contextLength }, gpus([24])).fits;
  expect([fits(most), fits(most + 256)]).toEqual([true, false]);
});

test('whoever wants the most gets it without giving anything up', () => {
  const facts = factsOf('llama-3.1-8b');
  const found = planFit(facts, { contextLength: 'max' }, gpus([12]));
  expect(found).toMatchObject({ kind: 'fits', steps: [] });
  expect(found.settings.contextLength).toBe(largestContext(facts, {}, gpus([12])));
});

test('where not even 4096 tokens fit so, that many are wanted and sacrifices are made', () => {
  const facts = factsOf('qwen3-30b-a3b');
  const found = planFit(facts, { contextLength: 'max' }, gpus([12]));
  expect(found).toMatchObject({ kind: 'fits', steps: ['experts'] });
  expect(found.settings.contextLength).toBe(4096);
  const least = planFit(facts, { contextLength: 'max', leastContext: 16_384 }, gpus([12]));
  expect(least.settings.contextLength).toBe(16_384);
});
