import { expect, test } from 'vitest';
import { formatBytes } from '../../../src/core/text/bytes.ts';
import { formatAge, formatDuration } from '../../../src/core/text/duration.ts';
import { canonicalQuantity, parseBytesQuantity } from '../../../src/core/text/quantity.ts';

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1.0 KiB'],
  [98_362_432, '93.8 MiB'],
  [5 * 1024 ** 4, '5.0 TiB'],
])('formatBytes(%d) is %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [16, '16 ms'],
  [2040, '2.0 s'],
  [61_000, '1 min 1 s'],
  [3_661_000, '1 h 1 min'],
])('formatDuration(%d) is %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});

test.each([
  ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', '0s'],
  ['2026-01-01T00:00:00Z', '2026-01-01T00:01:30Z', '1m'],
  ['2026-01-01T00:00:00Z', '2026-01-01T05:00:00Z', '5h'],
  ['2026-01-01T00:00:00Z', '2026-01-03T00:00:00Z', '2d'],
  ['2026-01-02T00:00:00Z', '2026-01-01T00:00:00Z', '0s'],
  ['not a time', '2026-01-01T00:00:00Z', ''],
])('the age of %s at %s is %s', (from, now, age) => {
  expect(formatAge({ from, now: Date.parse(now) })).toBe(age);
});

test.each([
  ['1Gi', 1024 ** 3],
  ['1.5Gi', 1.5 * 1024 ** 3],
  ['500M', 5e8],
  ['1e3', 1000],
  ['12', 12],
  ['1GB', undefined],
  ['-1', undefined],
  ['512m', undefined],
  ['0.5Ki', 512],
  ['.5', 1],
  ['1e2', 100],
  ['9'.repeat(41), undefined],
  ['', undefined],
  [undefined, undefined],
])('the quantity %s is %s bytes', (text, bytes) => {
  expect(parseBytesQuantity(text)).toBe(bytes);
});

// What resource.Quantity of k8s.io/apimachinery 0.37 prints for the same text, where it differs
// from what was typed.
test.each([
  ['1000m', '1'],
  ['1500m', '1500m'],
  ['0.5', '500m'],
  ['1', '1'],
  ['2000', '2k'],
  ['1.5Gi', '1536Mi'],
  ['1024Mi', '1Gi'],
  ['500M', '500M'],
  ['0.0001', '1m'],
  ['0', undefined],
  ['1e3Mi', undefined],
  ['two', undefined],
])('the quantity %s is spelled %s', (text, spelling) => {
  expect(canonicalQuantity(text)).toBe(spelling);
});
