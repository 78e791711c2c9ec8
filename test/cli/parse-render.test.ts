import { expect, test } from 'vitest';
import { parseRender, type RenderFlags } from '../../src/cli/parse-render.ts';
import { catalog } from '../../src/core/catalog/catalog.ts';
import { rejectionOf } from '../support/error-of.ts';

const read = (word: string | undefined, flags: RenderFlags & object = {}) =>
  parseRender(word, flags, async () => catalog);

test.each([
  { word: 'qwen3-8b', kind: 'model' },
  { word: 'org/repo', kind: 'model' },
  { word: 'https://models.example/m.gguf', kind: 'model' },
  { word: 'mine', flags: { source: 'pvc://models/m.gguf' }, kind: 'model' },
  { word: 'mine', kind: 'release' },
  { word: 'qwen3-8b', flags: { deployed: true }, kind: 'release' },
  { word: 'qwen3-8b', flags: { revision: 2 }, kind: 'release' },
  { word: undefined, flags: { filename: ['a.yaml'] }, kind: 'files' },
])('$word with $flags is of the kind $kind', async ({ word, flags, kind }) => {
  expect(await read(word, flags)).toMatchObject({ kind });
});

test.each<{ word: string | undefined; flags: RenderFlags & object; flag: string }>([
  { word: 'qwen3-8b', flags: { context: 'one' } as object, flag: 'context' },
  { word: 'qwen3-8b', flags: { verbose: true } as object, flag: 'verbose' },
  { word: 'qwen3-8b', flags: { recursive: true } as object, flag: 'recursive' },
  { word: 'mine', flags: { cpu: '1' } as object, flag: 'cpu' },
  { word: 'mine', flags: { 'memory-check': false } as object, flag: 'memory-check' },
  { word: 'mine', flags: { offline: true } as object, flag: 'offline' },
  { word: 'qwen3-8b', flags: { deployed: true, name: 'x' }, flag: 'name' },
  { word: undefined, flags: { filename: ['a'], name: 'x' }, flag: 'name' },
  { word: undefined, flags: { filename: ['a'], deployed: true }, flag: 'deployed' },
  { word: undefined, flags: { filename: ['a'], kubeconfig: 'k' } as object, flag: 'kubeconfig' },
  { word: 'mine', flags: { local: true } as object, flag: 'local' },
])('a flag without an effect is refused: $word with $flags', async ({ word, flags, flag }) => {
  const error = await rejectionOf(read(word, flags));
  expect(error).toMatchObject({ code: 'USAGE', facts: { flag } });
});

test('exactly one of a word and files is rendered', async () => {
  for (const asking of [read(undefined), read('mine', { filename: ['a.yaml'] })]) {
    expect((await rejectionOf(asking)).code).toBe('USAGE');
  }
});

test('what is to be typed next is of render', async () => {
  const suggestionsOf = async (word: string, flags: RenderFlags) =>
    (await rejectionOf(read(word, flags))).suggestions;
  expect(await suggestionsOf('mine', { name: 'other' })).toEqual(['llmkube render other']);
  expect(await suggestionsOf('qwen3-8', { name: 'other' })).toEqual([
    'llmkube render qwen3-8b --name other',
    'llmkube render other',
  ]);
  expect(await suggestionsOf('qwen3-8b:Q1_X', {})).toEqual(
    expect.arrayContaining([expect.stringMatching(/^llmkube render qwen3-8b:/)]),
  );
  expect(await suggestionsOf('./a b.gguf', { deployed: true })).toEqual([
    "llmkube render <name> --source './a b.gguf'",
  ]);
});
