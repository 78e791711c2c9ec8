import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalHash, canonicalJson } from '../../../src/core/canon/canonical.ts';
import { diffPaths } from '../../../src/core/canon/diff-paths.ts';

test.each([
  ['equal values', { a: 1 }, { a: 1 }, []],
  ['another order of keys', { a: 1, b: 2 }, { b: 2, a: 1 }, []],
  ['a changed leaf', { a: { b: 1 } }, { a: { b: 2 } }, ['a.b']],
  ['a new field', {}, { a: { b: 1 } }, ['a']],
  ['a removed field', { a: 1, b: 1 }, { b: 1 }, ['a']],
  ['an item of a list', { a: [{ x: 1 }, { x: 2 }] }, { a: [{ x: 1 }, { x: 3 }] }, ['a[1].x']],
  ['a longer list', { a: [1] }, { a: [1, 2] }, ['a']],
  ['another type', { a: [] }, { a: {} }, ['a']],
])('diffPaths() names %s', (_, before, after, paths) => {
  expect(diffPaths(before, after)).toEqual(paths);
});

test('diffPaths() is empty exactly when the canonical text is equal', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      expect(diffPaths(a, b).length === 0).toBe(canonicalJson(a) === canonicalJson(b));
      expect(diffPaths(a, structuredClone(a))).toEqual([]);
    }),
  );
});

test('canonicalHash() does not depend on the order of keys', () => {
  expect(canonicalHash({ a: 1, b: [{ d: 1, c: 2 }] })).toBe(
    canonicalHash({ b: [{ c: 2, d: 1 }], a: 1 }),
  );
  expect(canonicalHash({ a: [1, 2] })).not.toBe(canonicalHash({ a: [2, 1] }));
});
