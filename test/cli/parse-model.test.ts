import path from 'node:path';
import { expect, test } from 'vitest';
import { parseModel } from '../../src/cli/parse-model.ts';
import { errorOf } from '../support/error-of.ts';

const read = (word: string, more: { name?: string; source?: string } = {}) =>
  parseModel({ word, name: more.name, source: more.source });

test.each([
  ['qwen', { id: 'qwen', release: 'qwen', source: undefined }],
  [
    '/m/Qwen3-8B.Q4.gguf',
    { id: 'Qwen3-8B.Q4', release: 'qwen3-8b-q4', source: '/m/Qwen3-8B.Q4.gguf' },
  ],
  ['./a.gguf', { id: 'a', release: 'a', source: path.resolve('a.gguf') }],
  ['a.gguf', { id: 'a', release: 'a', source: path.resolve('a.gguf') }],
  [
    'https://models.example/x/a%20b.gguf?download=true',
    { id: 'a b', release: 'a-b', source: 'https://models.example/x/a%20b.gguf?download=true' },
  ],
  [
    'Qwen/Qwen3-8B:Q4_K_M',
    { id: 'Qwen/Qwen3-8B', source: undefined, defaultSource: 'Qwen/Qwen3-8B:Q4_K_M' },
  ],
] as const)('%s is read as a name or as a model', (word, expected) => {
  expect(read(word)).toMatchObject(expected);
});

test('a name of the user wins over the name of the model', () => {
  expect(read('/m/a.gguf', { name: 'mine' })).toMatchObject({
    release: 'mine',
    source: '/m/a.gguf',
  });
});

test('beside a source the word is a name, also one with a slash', () => {
  const source = 'https://models.example/a.gguf';
  expect(read('Qwen/Qwen3-8B', { source })).toMatchObject({ id: 'Qwen/Qwen3-8B', source });
});

test('two names are one too many', () => {
  expect(errorOf(() => read('qwen', { name: 'other' })).code).toBe('USAGE');
});
