import { expect, test } from 'vitest';
import { causes } from '../../src/core/observe/causes.ts';
import { podPhases } from '../../src/core/observe/pod-phase.ts';
import { foldReleaseName } from '../../src/core/release-name.ts';
import { rooms } from './architecture/rooms.ts';
import { roomOf } from './architecture/source-tree.ts';
import { codeSpansOf, documentAt, documents, tableRowsOf, tree } from './docs/document.ts';
import { forbiddenWords, plainProse } from './docs/words.ts';

test('the table of rooms in ARCHITECTURE.md is the one that the import rule checks', () => {
  const rows = tableRowsOf(documentAt('ARCHITECTURE.md')).map(([room = '', , imports = '']) => [
    room,
    imports === 'nothing' ? [] : imports.split(', '),
  ]);
  expect(Object.fromEntries(rows)).toEqual(rooms);
});

test('ARCHITECTURE.md tells which rooms have no file yet', () => {
  const rows = tableRowsOf(documentAt('ARCHITECTURE.md'));
  const empty = rows
    .filter(([, what = '']) => what.endsWith('(no file yet)'))
    .map(([room]) => room);
  const filled = new Set(tree.sources.map(({ path }) => roomOf(path)));
  expect(empty).toEqual(Object.keys(rooms).filter((room) => !filled.has(room)));
});

test('every phase of a pod is explained', () => {
  const explained = codeSpansOf(documentAt('docs/concepts/waiting-and-proof.md'));
  expect(podPhases.filter((phase) => !explained.includes(phase))).toEqual([]);
});

test('every cause of a failed rollout is explained', () => {
  const explained = codeSpansOf(documentAt('docs/concepts/waiting-and-proof.md'));
  expect(Object.keys(causes).filter((code) => !explained.includes(code))).toEqual([]);
});

test('the examples of names are folded as the page says', () => {
  const rows = tableRowsOf(documentAt('docs/concepts/names.md'))
    .map((cells) => cells.slice(0, 2).map((cell) => /^`([^`]+)`$/.exec(cell)?.[1] ?? ''))
    .slice(0, 2);
  expect(rows.map(([typed = '']) => foldReleaseName(typed))).toEqual(rows.map(([, name]) => name));
});

test('the glossary has each word once', () => {
  const text = documentAt('docs/concepts/glossary.md');
  const words = tableRowsOf(text).map(([word]) => word);
  expect(words).toEqual([...new Set(words)]);
});

test.each(documents.map(({ path, text }) => [path, text] as const))(
  '%s uses the words of the glossary',
  (_, text) => {
    const used = forbiddenWords.filter(({ never }) => never.test(plainProse(text)));
    expect(used.map(({ say }) => say)).toEqual([]);
  },
);

test('a word that is not the one of the glossary is noticed', () => {
  const prose = plainProse('Uninstall the `pvc://claim` of the backend.');
  expect(forbiddenWords.filter(({ never }) => never.test(prose)).map(({ say }) => say)).toEqual([
    'delete',
    'runtime or engine',
  ]);
});
