import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EngineMemoryAsked } from '../../../../src/core/fit/engines/engine-memory-asked.ts';
import { transformersEngines } from '../../../../src/core/fit/engines/engine-name.ts';
import { gpusOf, heldIn, longerFacts, planWith } from '../../../support/fit/engine-memory-asked.ts';

const sizes = (tensor: number, pipeline = 1, data = 1) => ({ tensor, pipeline, data });

/** Thousands of tokens. */
const kilo = fc.integer({ min: 1, max: 160 });

describe.each(transformersEngines)('%s', (engine) => {
  const isStarted = (changes: Partial<EngineMemoryAsked>) =>
    planWith({ engine, facts: longerFacts, ...changes }).kind === 'planned';

  test('what starts with a context starts with a shorter one', () => {
    fc.assert(
      fc.property(kilo, kilo, fc.integer({ min: 17, max: 48 }), (one, other, size) => {
        const gpuBytes = gpusOf(1, size);
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
          planWith({
            ...{ engine, facts: longerFacts, contextLength, sizes: sizes(count) },
            gpuBytes: gpusOf(count, size),
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
          const asked = { engine, gpuBytes: gpusOf(1, 40), tuning: { share: percent / 100 } };
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

  test('longerFacts batches leave less', () => {
    const of = (batchTokens: number) => heldIn({ engine, tuning: { batchTokens } });
    expect(of(4096)).toBeLessThan(of(2048));
  });

  test('what is planned is within what the engine takes of each GPU', () => {
    fc.assert(
      fc.property(fc.integer({ min: 17, max: 96 }), fc.option(kilo), (size, k) => {
        const contextLength = k === null ? undefined : k * 1024;
        const found = planWith({
          engine,
          facts: longerFacts,
          gpuBytes: gpusOf(1, size),
          contextLength,
        });
        if (found.kind !== 'planned') return;
        for (const { usedBytes, limitBytes = 0 } of found.fit.places) {
          expect(usedBytes).toBeLessThanOrEqual(limitBytes);
        }
      }),
    );
  });
});
