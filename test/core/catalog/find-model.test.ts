import { expect, test } from 'vitest';
import { findModel } from '../../../src/core/catalog/find-model.ts';
import { nearModels, nearSearches, searchModels } from '../../../src/core/catalog/search-models.ts';

const small = {
  id: 'tiny-1b',
  aliases: ['tiny:1b'],
  title: 'Tiny 1B Instruct',
  repo: 'org/Tiny-1B-GGUF',
  license: 'mit',
  files: [{ name: 'Q8_0', file: 'tiny.gguf' }],
  usual: 'Q8_0',
};
const large = {
  id: 'tiny-8b',
  title: 'Tiny 8B',
  repo: 'org/Tiny-8B-GGUF',
  license: 'apache-2.0',
  capabilities: ['tools'],
  files: [
    { name: 'Q4_K_M', file: 'q4.gguf' },
    { name: 'Q8_0', file: 'q8.gguf' },
  ],
  usual: 'Q4_K_M',
};
const entries = [small, large];

test.each([
  ['tiny-8b', 'q4.gguf', 'the catalog has it as the usual one'],
  ['tiny-8b:q8_0', 'q8.gguf', 'q8_0 was asked for'],
  ['TINY:1B', 'tiny.gguf', 'the catalog has no other file of it'],
  ['tiny:1b:Q8_0', 'tiny.gguf', 'Q8_0 was asked for'],
])('%s is %s', (word, file, why) => {
  expect(findModel(word, entries)).toMatchObject({ kind: 'found', file: { file }, why });
});

test('a model without that quantisation is known, and a name that is none is not', () => {
  expect(findModel('tiny-8b:Q2_K', entries)).toEqual({
    kind: 'noFile',
    entry: large,
    quantisation: 'Q2_K',
  });
  expect(findModel('tiny-9b', entries)).toEqual({ kind: 'unknown' });
  expect(findModel(':Q8_0', entries)).toEqual({ kind: 'unknown' });
});

test('of two entries of one name the first counts, so that a user can replace ours', () => {
  const own = { ...large, repo: 'own/tiny' };
  expect(findModel('tiny-8b', [own, large])).toMatchObject({ entry: { repo: 'own/tiny' } });
});

test('a search wants every word, wherever it stands', () => {
  expect(searchModels('TINY', entries)).toEqual(entries);
  expect(searchModels('apache tools', entries)).toEqual([large]);
  expect(searchModels('apache instruct', entries)).toEqual([]);
});

test('a name with a slip is near the ids that were meant, also by an alias', () => {
  expect(nearModels('tiny-8', entries)).toEqual(['tiny-8b', 'tiny-1b']);
  expect(nearModels('tiny:1', entries)[0]).toBe('tiny-1b');
  expect(nearModels('something-else', entries)).toEqual([]);
});

test.each([
  ['tny', ['tiny']],
  ['apache toolz', ['apache tools']],
  ['tiny-9b', ['tiny-1b', 'tiny-8b']],
  ['Insruct', ['instruct']],
])('a search for %s finds nothing and names what was meant', (text, near) => {
  expect(searchModels(text, entries)).toEqual([]);
  expect(nearSearches(text, entries)).toEqual(near);
});

test('what is near to a search finds something itself', () => {
  expect(nearSearches('tools instrct', entries)).toEqual([]);
  expect(nearSearches('zzzzzz', entries)).toEqual([]);
  expect(nearSearches('  ', entries)).toEqual([]);
});
