import { expect, test } from 'vitest';
import { isWithinLimit, measure, median, type Subject } from '../../../scripts/bench/measure.ts';

test('both sides run in turn, after a warm-up that is not counted', async () => {
  const order: string[] = [];
  const figure = await measure(
    { name: 'x', runs: 2, baseline: counting('a', [9, 1, 3]), ours: counting('b', [9, 2, 4]) },
    ({ subject, run }) => order.push(`${subject}${run}`),
  );
  expect(order).toEqual(['a0', 'b0', 'a1', 'b1', 'a2', 'b2']);
  expect(figure.baseline).toEqual({ name: 'a', values: [1, 3], median: 2 });
  expect(figure.ours).toEqual({ name: 'b', values: [2, 4], median: 3 });
  expect(figure.ratio).toBe(1.5);
});

test('both sides start at the same moments, spread evenly', async () => {
  const moments = { a: [] as number[], b: [] as number[] };
  const noting = (name: 'a' | 'b'): Subject => ({
    name,
    run: async (moment) => moments[name].push(moment),
  });
  await measure({ name: 'x', runs: 4, baseline: noting('a'), ours: noting('b') }, () => {});
  expect(moments.a).toEqual([0, 0.25, 0.5, 0.75, 1]);
  expect(moments.b).toEqual(moments.a);
});

test.each([
  [1.3, true],
  [1.29, true],
  [1.31, false],
])('a ratio of %d under a bar of 1.3 is met: %s', (ratio, isMet) => {
  expect(isWithinLimit({ ratio, limit: { ratio: 1.3, kind: 'bar' } })).toBe(isMet);
});

test('a figure without a limit is always within it', () => {
  expect(isWithinLimit({ ratio: 99 })).toBe(true);
});

test.each([
  [[3, 1, 2], 2],
  [[4, 1, 3, 2], 2.5],
  [[10, 9], 9.5],
  [[7], 7],
])('the median of %j is %d', (values, expected) => {
  expect(median(values)).toBe(expected);
});

function counting(name: string, seconds: readonly number[]): Subject {
  const left = [...seconds];
  return { name, run: async () => left.shift() ?? Number.NaN };
}
