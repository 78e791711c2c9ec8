import { expect, test } from 'vitest';
import { weightFilesOf } from '../../../src/core/safetensors/weight-files.ts';

const files = (...args: Parameters<typeof weightFilesOf>) => {
  const found = weightFilesOf(...args);
  return found.kind === 'files' ? found.files : found.fact;
};

test('the index says which files are loaded, and each is named once', () => {
  const index = {
    weight_map: { a: 'm-2.safetensors', b: 'm-1.safetensors', c: 'm-1.safetensors' },
  };
  const names = ['m-1.safetensors', 'm-2.safetensors', 'consolidated.safetensors'];
  expect(files(names, index)).toEqual(['m-1.safetensors', 'm-2.safetensors']);
  expect(files(['m-1.safetensors'], index)).toMatch(/missing/);
  expect(files(names, { weight_map: 1 })).toMatch(/no list of files/);
});

test('without an index the usual file, or all but a second form of the same', () => {
  expect(files(['model.safetensors', 'other.safetensors'], undefined)).toEqual([
    'model.safetensors',
  ]);
  expect(
    files(['a.safetensors', 'consolidated.safetensors', 'x/b.safetensors'], undefined),
  ).toEqual(['a.safetensors']);
  expect(files(['README.md'], undefined)).toMatch(/no safetensors/);
});

test('what is missing of parts is counted by their names', () => {
  const missing = (...names: readonly string[]) => {
    const found = weightFilesOf(names, undefined);
    return found.kind === 'files' ? found.missing : found.fact;
  };
  expect(missing('m-00001-of-00004.safetensors')).toBe(3);
  expect(missing('m-00001-of-00002.safetensors', 'm-00002-of-00002.safetensors')).toBe(0);
  expect(missing('model.safetensors')).toBe(0);
});

test('a model in more files than are asked for is refused', () => {
  const names = Array.from({ length: 257 }, (_, i) => `m-${i}.safetensors`);
  expect(files(names, undefined)).toMatch(/more than 256/);
});
