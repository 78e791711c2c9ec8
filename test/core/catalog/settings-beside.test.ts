import { expect, test } from 'vitest';
import { settingsBeside, settingsOfRelease } from '../../../src/core/catalog/settings-beside.ts';
import type { PartialIntent } from '../../../src/core/intent/merge-intent.ts';
import { llamacpp } from '../../../src/runtimes/llamacpp/llamacpp.ts';

const recommended = { sampling: { temperature: 0.6, topK: 20, minP: 0 } };
const beside = (given: PartialIntent) => settingsBeside(recommended, given, llamacpp);
const block = (options: PartialIntent | null) => ({ runtime: { llamacpp: options } });

test('all settings are laid under a command line that says nothing of them', () => {
  expect(beside({})).toEqual(recommended);
  expect(beside({ serving: { mode: 'chat' }, ...block({ jinja: true }) })).toEqual(recommended);
  expect(beside({ runtime: { args: ['--threads', '4'] } })).toEqual(recommended);
});

test.each([
  ['set', block({ sampling: { temperature: 0 } })],
  ['taken away', block({ sampling: { temperature: null } })],
  ['said by an argument', { runtime: { args: ['--temp', '0.1'] } }],
  ['said by another spelling in one word', { runtime: { args: ['--temperature=0.1'] } }],
])('a setting that is %s is left to who gave it, and the others stay', (_, given) => {
  expect(beside(given)).toEqual({ sampling: { topK: 20, minP: 0 } });
});

test.each([
  ['the block of sampling goes away', block({ sampling: null })],
  ['the block of the runtime goes away', block(null)],
  ['no text is chosen at all', { serving: { mode: 'embedding' } }],
  ['each is given', block({ sampling: { temperature: 1, topK: 0, minP: 0.1 } })],
])('nothing is laid where %s', (_, given) => {
  expect(beside(given)).toBeUndefined();
});

test('who says so goes along with the settings', () => {
  const sourced = { ...recommended, source: 'https://page.example' };
  expect(settingsBeside(sourced, block({ sampling: { topK: 1 } }), llamacpp)).toEqual({
    sampling: { temperature: 0.6, minP: 0 },
    source: 'https://page.example',
  });
});

test('of a release neither what is taken away nor what was said before is recommended', () => {
  const left = (given: PartialIntent, intent: PartialIntent) =>
    settingsOfRelease(recommended, { given, intent }, llamacpp);
  const taken = block({ sampling: { topK: null } });
  expect(left(taken, { runtime: { args: ['--min-p', '1'] } })).toEqual({
    sampling: { temperature: 0.6 },
  });
  expect(left({}, { serving: { mode: 'rerank' } })).toBeUndefined();
  expect(left(block(null), {})).toBeUndefined();
  expect(settingsOfRelease(undefined, { intent: {} }, llamacpp)).toBeUndefined();
});

test.each([
  { runtime: 5 },
  { runtime: { args: 'x', llamacpp: 'y' } },
  { runtime: { args: [5, null] }, serving: [] },
])('%j, which is no intent, is left to who reads the whole', (odd) => {
  expect(beside(odd as unknown as PartialIntent)).toEqual(recommended);
});
