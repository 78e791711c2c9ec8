import { expect, test } from 'vitest';
import { parseWarnings } from '../../../src/cluster/http/parse-warnings.ts';

test('no header is no warning', () => {
  expect(parseWarnings(undefined)).toEqual([]);
});

test('commas and quotes inside a warning belong to it', () => {
  const header = '299 - "would violate \\"restricted:latest\\", \\\\o/", 299 - "second"';
  expect(parseWarnings(header)).toEqual(['would violate "restricted:latest", \\o/', 'second']);
});

test('several headers are read in order, and other codes are left out', () => {
  expect(parseWarnings(['299 - "one"', '199 - "other"', '299 kube "two"'])).toEqual(['one', 'two']);
});
