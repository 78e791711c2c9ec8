import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldReleaseName, isReleaseName } from '../../src/core/release-name.ts';
import { errorOf } from '../support/error-of.ts';

test.each([
  ['qwen', 'qwen'],
  ['Qwen3-8B', 'qwen3-8b'],
  ['Qwen3.8B__Instruct', 'qwen3-8b-instruct'],
  ['3b-model', 'm-3b-model'],
  ['--x--', 'x'],
  ['a'.repeat(40), 'a'.repeat(40)],
])('foldReleaseName() folds %s to %s', (id, name) => {
  expect(foldReleaseName(id)).toBe(name);
});

test('foldReleaseName() shortens a long name to 31 characters, a dash and a hash of the original', () => {
  expect(foldReleaseName('A'.repeat(41))).toMatch(/^a{31}-[0-9a-f]{8}$/);
  expect(foldReleaseName('A'.repeat(41))).not.toBe(foldReleaseName('a'.repeat(41)));
});

test.each(['', '---', '模型'])('foldReleaseName() refuses %j', (id) => {
  expect(errorOf(() => foldReleaseName(id)).code).toBe('INVALID_NAME');
});

test('foldReleaseName() gives a DNS-1035 label of at most 40 characters, and folding is stable', () => {
  fc.assert(
    fc.property(
      fc.string().filter((text) => /[a-z0-9]/i.test(text)),
      (id) => {
        const name = foldReleaseName(id);
        expect(name).toMatch(/^[a-z]([a-z0-9-]*[a-z0-9])?$/);
        expect(name.length).toBeLessThanOrEqual(40);
        expect(foldReleaseName(name)).toBe(name);
      },
    ),
  );
});

test.each(['qwen', 'qwen3-8b', 'm-3'])('`%s` is a name as it stands', (name) => {
  expect(isReleaseName(name)).toBe(true);
});

test.each(['Qwen', 'a--b', '3b', 'a-', '-a', '', '-', 'a.b', 'a'.repeat(41)])(
  '`%s` is none, since commands would look for another one',
  (name) => {
    expect(isReleaseName(name)).toBe(false);
  },
);
