import { execa } from 'execa';
import { beforeAll, expect, test } from 'vitest';
import {
  otherWords,
  reservedArguments,
  sharedFields,
} from '../../../src/runtimes/llamacpp/arguments.ts';
import { fields } from '../../../src/runtimes/llamacpp/fields.ts';
import { guessFlags } from '../../../src/runtimes/llamacpp/speculation.ts';
import { engineOnThisMachine } from '../../support/images/engine-on-this-machine.ts';

/** The spellings that stand together in one entry of `llama-server --help`. */
let entries: readonly (readonly string[])[];

beforeAll(async () => {
  const { file, args, cwd } = await engineOnThisMachine('llama-server');
  const { stdout } = await execa(file, [...args, '--help'], { cwd });
  entries = stdout
    .split('\n')
    .filter((line) => line.startsWith('-'))
    .map((line) => line.match(/(?<![\w-])--?[a-zA-Z][\w-]*/g) ?? []);
});

const entryOf = (word: string) => entries.find((words) => words.includes(word)) ?? [];

test.each(fields)('$path is what the engine has, in every spelling of it', ({ spellings }) => {
  const known = new Set(spellings.flatMap(entryOf));
  expect(known).toEqual(new Set(spellings));
});

test.each(reservedArguments)('the engine has %s', (word) => {
  expect(entryOf(word)).toContain(word);
});

test.each([
  ...otherWords.map(([word]) => word),
  ...sharedFields.map(({ word }) => word),
  ...guessFlags,
])('the engine has %s, which a field says too', (word) => {
  expect(entryOf(word)).toContain(word);
});

test('no other spelling of a shared field gets past', () => {
  const words = [...guessFlags, ...sharedFields.map(({ word }) => word)];
  expect(words.flatMap(entryOf).filter((word) => !words.includes(word))).toEqual([]);
});

test('no other spelling of what is reserved gets past', () => {
  const others = reservedArguments.flatMap(entryOf);
  expect(others.filter((word) => !reservedArguments.includes(word))).toEqual([]);
});
