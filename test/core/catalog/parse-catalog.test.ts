import { expect, test } from 'vitest';
import { parseCatalog } from '../../../src/core/catalog/parse-catalog.ts';

const entry = {
  id: 'tiny',
  title: 'Tiny',
  repo: 'org/tiny',
  files: [{ name: 'Q8_0', file: 'tiny.gguf' }],
  usual: 'Q8_0',
};

const sampled = (sampling: object) => ({ ...entry, settings: { sampling } });

const read = (...models: readonly object[]) => parseCatalog(JSON.stringify({ models }));

test('a catalog of the least that an entry needs is read as it is', () => {
  expect(read(entry)).toEqual({ kind: 'read', models: [entry] });
});

test('recommended settings are read, the edges of their ranges too', () => {
  const whole = sampled({ temperature: 0, topP: 1, topK: 0, minP: 0, presencePenalty: -1 });
  const other = { ...sampled({ repeatPenalty: 1.05 }), id: 'other' };
  expect(read(whole, other)).toEqual({ kind: 'read', models: [whole, other] });
  const settings = { sampling: { topK: 1 }, source: 'https://page.example' };
  const sourced = { ...entry, settings, sources: ['https://a.example', 'https://page.example'] };
  expect(read(sourced)).toEqual({ kind: 'read', models: [sourced] });
});

test('a catalog that says nothing has no models', () => {
  expect(parseCatalog('')).toEqual({ kind: 'read', models: [] });
  expect(parseCatalog('# later\n')).toEqual({ kind: 'read', models: [] });
});

test.each([
  ['a field that does not exist', { ...entry, licence: 'mit' }, /models\[0\].*licence/],
  ['an id in capitals', { ...entry, id: 'Tiny' }, /models\[0\]\.id/],
  ['a repository without an owner', { ...entry, repo: 'tiny' }, /models\[0\]\.repo/],
  ['a usual file that is none', { ...entry, usual: 'Q4_K_M' }, /models\[0\]\.usual.*none of/],
  ['no files', { ...entry, files: [] }, /models\[0\]\.files/],
  ['a size in words', { ...entry, files: [{ ...entry.files[0], bytes: '5 GB' }] }, /bytes/],
  ['a setting that does not exist', sampled({ temprature: 1 }), /settings\.sampling.*temprature/],
  ['a setting out of its range', sampled({ topP: 1.5 }), /settings\.sampling\.topP/],
  ['a part of a token', sampled({ topK: 1.5 }), /settings\.sampling\.topK/],
  ['a setting in words', sampled({ minP: 'low' }), /settings\.sampling\.minP/],
  ['settings that name none', sampled({}), /settings\.sampling.*names no setting/],
  [
    'settings of a source that is not named',
    { ...sampled({ topK: 1 }), settings: { sampling: { topK: 1 }, source: 'x' }, sources: ['y'] },
    /settings\.source` is none of `sources`/,
  ],
  ['settings of another kind', { ...entry, settings: { cpu: 4 } }, /models\[0\]\.settings.*cpu/],
] as const)('%s is named with its place', (_, wrong, words) => {
  const outcome = read(wrong);
  expect(outcome.kind === 'malformed' && outcome.problems.join()).toMatch(words);
});

test('what is wrong is told in the words of documents, with the path of each field', () => {
  const outcome = read({ ...entry, repo: undefined, tilte: 'x' });
  expect(outcome).toEqual({
    kind: 'malformed',
    problems: [
      '`models[0].repo` is missing',
      '`models[0].tilte`: no field `tilte`; did you mean `title`?',
    ],
  });
});

test('two entries of one name are refused', () => {
  const outcome = read(entry, { ...entry, id: 'other', aliases: ['tiny'] });
  expect(outcome).toEqual({ kind: 'malformed', problems: ['two models are called tiny'] });
});

test('a text that is no YAML is refused with its line', () => {
  expect(parseCatalog('models:\n  - {')).toMatchObject({
    kind: 'malformed',
    problems: [expect.stringMatching(/^it is no YAML at line \d+, column \d+$/)],
  });
});

test('anchors that would fill the memory are refused', () => {
  const levels = Array.from({ length: 30 }, (_, level) => {
    const before = level === 0 ? 'x' : `*a${level - 1}`;
    return `a${level}: &a${level} [${Array(10).fill(before).join(', ')}]`;
  });
  expect(parseCatalog(levels.join('\n')).kind).toBe('malformed');
});
