import { expect, test } from 'vitest';
import { reservedWords } from '../../../src/runtimes/llamacpp/arguments.ts';
import { convertPair } from '../../support/operator/convert-pair.ts';
import { pairDocuments } from './operator-files.ts';

test.each([...reservedWords.keys()])('%s becomes a field or is refused where it stands', (word) => {
  const converted = convertPair(pairDocuments({}, { extraArgs: ['--mlock', word, 'x'] }));
  const problems = converted.kind === 'refused' ? converted.problems : [];
  expect(problems.filter((problem) => !/`spec\.extraArgs\[[12]\]`/.test(problem))).toEqual([]);
});

const values: readonly (readonly [string, string])[] = [
  ['-a', 'x'],
  ['--host', 'fd00::1'],
  ['-c', '512'],
  ['-np', '2'],
  ['--spec-type', 'ngram-mod'],
];

test.each(values)('%s %s becomes a field', (word, value) => {
  expect(convertPair(pairDocuments({}, { extraArgs: [word, value] })).kind).toBe('rendered');
});
