import { expect, test } from 'vitest';
import { parseDuration } from '../../../src/core/text/parse-duration.ts';

test.each([
  ['0', 0],
  ['0s', 0],
  ['250ms', 250],
  ['90s', 90_000],
  ['1.5m', 90_000],
  ['1h30m', 5_400_000],
  ['1h0m0.5s', 3_600_500],
])('%s is %d milliseconds', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

test.each(['', '90', '1.5', '-1s', '1 h', '1d', 's', '1h30', 'forever', '1_0s'])(
  '`%s` is no duration',
  (text) => {
    expect(parseDuration(text)).toBeUndefined();
  },
);
