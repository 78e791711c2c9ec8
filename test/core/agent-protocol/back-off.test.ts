import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backOffAfter, healthyMilliseconds } from '../../../src/core/agent-protocol/back-off.ts';

const lifetimes = fc.array(fc.integer({ min: 0, max: 3 * healthyMilliseconds }), { minLength: 1 });

/** The pauses after runs that were healthy for so long each. */
function pausesAfter(healthyFor: readonly number[]): readonly number[] {
  let crashes = 0;
  return healthyFor.map((lifetime) => {
    const next = backOffAfter(crashes, lifetime);
    crashes = next.crashes;
    return next.pauseMilliseconds;
  });
}

test('the first crash is started again at once, then 10 s doubling to 5 min', () => {
  const seconds = pausesAfter(new Array(9).fill(0)).map((pause) => pause / 1000);
  expect(seconds).toEqual([0, 10, 20, 40, 80, 160, 300, 300, 300]);
});

test('ten healthy minutes make the next crash a first one, and nothing less does', () => {
  const pauses = pausesAfter([0, 0, 0, healthyMilliseconds, healthyMilliseconds - 1]);
  expect(pauses).toEqual([0, 10_000, 20_000, 0, 10_000]);
});

test('a pause is nothing exactly after the first crash of a row, and never beyond 5 min', () => {
  fc.assert(
    fc.property(lifetimes, (healthyFor) => {
      const pauses = pausesAfter(healthyFor);
      for (const [index, pause] of pauses.entries()) {
        const isFirst = index === 0 || (healthyFor[index] ?? 0) >= healthyMilliseconds;
        expect(pause === 0).toBe(isFirst);
        expect(pause).toBeLessThanOrEqual(300_000);
        const before = pauses[index - 1] ?? 0;
        if (!isFirst) expect(pause).toBe(Math.min(Math.max(before * 2, 10_000), 300_000));
      }
    }),
  );
});

test('in any hour an engine that cannot run is started at most 17 times', () => {
  const starts = pausesAfter(new Array(100).fill(0));
  let [elapsed, count] = [0, 0];
  for (const pause of starts) {
    elapsed += pause;
    if (elapsed <= 3_600_000) count += 1;
  }
  expect(count).toBeLessThanOrEqual(17);
});
