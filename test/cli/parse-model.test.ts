import path from 'node:path';
import { expect, test } from 'vitest';
import { parseModel } from '../../src/cli/parse-model.ts';
import { rejectionOf } from '../support/error-of.ts';

const tiny = {
  id: 'tiny-8b',
  aliases: ['tiny:8b'],
  title: 'Tiny 8B',
  repo: 'org/tiny-gguf',
  files: [
    { name: 'Q4_K_M', file: 'tiny-q4.gguf', sha256: 'a'.repeat(64) },
    { name: 'Q8_0', file: 'tiny-q8.gguf' },
  ],
  usual: 'Q4_K_M',
};

const read = (word: string, more: { name?: string; source?: string } = {}) =>
  parseModel({ word, name: more.name, source: more.source, verb: 'deploy' }, async () => [tiny]);

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
  ['https://models.example/50%off.gguf', { id: '50%off', release: 'm-50-off' }],
  ['/m/50%.gguf', { id: '50%', source: '/m/50%.gguf' }],
  [
    'Qwen/Qwen3-8B',
    {
      id: 'Qwen/Qwen3-8B',
      source: undefined,
      asked: { intent: { model: { source: 'Qwen/Qwen3-8B' } } },
    },
  ],
  // No release has such a name.
  ['Qwen/Qwen3-8B:Q4_K_M', { id: 'Qwen/Qwen3-8B', source: 'Qwen/Qwen3-8B:Q4_K_M' }],
] as const)('%s is read as a name or as a model', async (word, expected) => {
  expect(await read(word)).toMatchObject(expected);
});

test('a name of the user wins over the name of the model', async () => {
  expect(await read('/m/a.gguf', { name: 'mine' })).toMatchObject({
    release: 'mine',
    source: '/m/a.gguf',
  });
});

test('beside a name an id of a hub is the model', async () => {
  expect(await read('Qwen/Qwen3-8B', { name: 'mine' })).toMatchObject({
    release: 'mine',
    source: 'Qwen/Qwen3-8B',
  });
});

test('beside a name, or with a quantisation, a model of the catalog is no name', async () => {
  const isExplicit = async (...words: Parameters<typeof read>) =>
    (await read(...words)).asked?.isExplicit;
  expect(await isExplicit('tiny-8b')).toBe(false);
  expect(await isExplicit('Tiny:8B')).toBe(false);
  expect(await isExplicit('tiny-8b:q8_0')).toBe(true);
  expect(await isExplicit('tiny-8b', { name: 'mine' })).toBe(true);
});

test('beside a source the word is a name, also one with a slash', async () => {
  const source = 'https://models.example/a.gguf';
  expect(await read('Qwen/Qwen3-8B', { source })).toMatchObject({ id: 'Qwen/Qwen3-8B', source });
});

const q4 = { source: 'hf://org/tiny-gguf/tiny-q4.gguf', sha256: 'a'.repeat(64) };

test.each([
  ['tiny-8b', q4],
  ['Tiny:8B', q4],
  ['tiny-8b:q8_0', { source: 'hf://org/tiny-gguf/tiny-q8.gguf', sha256: null }],
  ['tiny:8b:Q8_0', { source: 'hf://org/tiny-gguf/tiny-q8.gguf', sha256: null }],
] as const)('%s is a model of the catalog', async (word, model) => {
  expect(await read(word)).toMatchObject({ release: 'tiny-8b', source: undefined });
  expect((await read(word)).asked?.intent).toEqual({ model });
});

test('a model of the catalog takes another name, and beside a source it is a name itself', async () => {
  expect(await read('tiny-8b', { name: 'mine' })).toMatchObject({ release: 'mine', asked: {} });
  const source = 'https://models.example/a.gguf';
  expect(await read('tiny-8b', { source })).toEqual({ id: 'tiny-8b', release: 'tiny-8b', source });
});

test('a quantisation that the catalog does not have is refused with those that it has', async () => {
  const error = await rejectionOf(read('tiny-8b:Q2_K'));
  expect(error).toMatchObject({ code: 'INVALID_SOURCE' });
  expect(error.message).toContain('only Q4_K_M, Q8_0');
});

test('two names are one too many', async () => {
  const source = 'https://models.example/a.gguf';
  for (const more of [{ name: 'other' }, { name: 'other', source }]) {
    expect(await rejectionOf(read('qwen', more))).toMatchObject({ code: 'USAGE' });
  }
});

test('a slip in the name of a model is answered with the model, also beside another name', async () => {
  expect(await read('tiny-8')).toMatchObject({ release: 'tiny-8', near: ['tiny-8b'] });
  expect(await rejectionOf(read('tiny-8', { name: 'mine' }))).toMatchObject({
    message: expect.stringContaining('did you mean `tiny-8b`?'),
    suggestions: ['llmkube deploy tiny-8b --name mine', 'llmkube deploy mine'],
  });
});

test('the catalog is read only for a word that may be in it', async () => {
  const untouched = async () => {
    throw new Error('it was read');
  };
  const source = 'https://models.example/a.gguf';
  for (const words of [
    { word: 'qwen', source },
    { word: './a.gguf', source: undefined },
  ]) {
    await parseModel({ name: undefined, verb: 'deploy', ...words }, untouched);
  }
});
