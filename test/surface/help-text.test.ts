import { expect, test } from 'vitest';
import { type CommandEntry, type FlagEntry, readManifest } from '../../scripts/docs/manifest.ts';
import { root } from './docs/document.ts';
import { forbiddenWords } from './docs/words.ts';

const commands = Object.values(readManifest(root).commands);
const byId = commands.map((command) => [command.id, command] as const);
const flags = commands.flatMap(({ id, flags }) =>
  Object.values(flags).map((flag) => [id, flag.name, flag] as const),
);
const args = commands.flatMap(({ id, args }) =>
  Object.values(args).map((arg) => [id, arg.name, arg] as const),
);

test.each(byId)('the summary of `%s` is a short fragment', (_, { summary }) => {
  expect(fragmentProblems(summary)).toEqual([]);
});

test.each(byId)('the description of `%s` is made of sentences', (_, { description }) => {
  expect(description).toMatch(/^[A-Z].*\.$/s);
});

test.each(byId)('`%s` has an example with long flags', (_, { id, examples }) => {
  const call = `<%= config.bin %> ${id.replaceAll(':', ' ')}`;
  expect(examples.filter((example) => !example.startsWith(call))).toEqual([]);
  expect(examples.filter(hasOnlyLongFlags)).not.toEqual([]);
});

test.each(args)('`%s` says what %s is in a fragment', (_command, _name, { description }) => {
  expect(fragmentProblems(description)).toEqual([]);
});

test.each(flags)('`%s` says what --%s does in a short fragment', (_command, _name, flag) => {
  expect(fragmentProblems(flag.summary)).toEqual([]);
});

test.each(flags)('`%s` says what holds without --%s', (_command, _name, flag) => {
  expect(hasDefault(flag) ? flag.summary : 'by default').toMatch(/\bby default\b/);
});

test.each(flags)('`%s` shows --%s in a group of its help', (_command, _name, { helpGroup }) => {
  expect(helpGroup).toMatch(/^[A-Z]+$/);
});

test.each(flags)('the name of `%s` --%s says yes', (_command, name, { type, helpValue }) => {
  expect(name).toMatch(/^[a-z]+[0-9]*(-[a-z]+)*$/);
  expect(name).not.toMatch(/^(no|not|disable|skip|without)-/);
  expect(type === 'option' && helpValue !== undefined ? helpValue : '<value>').toMatch(/^<.+>$/);
});

test('one flag means the same in every command', () => {
  const texts = [...new Set(flags.map(([, name]) => name))].map((name) => {
    const uses = flags.filter(([, other]) => other === name);
    return [name, new Set(uses.map(([, , { char, summary }]) => `${char} ${summary}`)).size];
  });
  expect(texts.filter(([, count]) => count !== 1)).toEqual([]);
});

test.each(byId)('the help of `%s` uses the words of the glossary', (_, command) => {
  const text = wordsOf(command)
    .join('\n')
    .replaceAll(/`[^`]*`/g, '');
  expect(forbiddenWords.filter(({ never }) => never.test(text)).map(({ say }) => say)).toEqual([]);
});

function fragmentProblems(text: string): readonly string[] {
  return [
    ...(/^[a-z]/.test(text) ? [] : ['starts with a capital']),
    ...(/[.!]$/.test(text) ? ['ends like a sentence'] : []),
    ...(text.length > 79 ? [`has ${text.length} columns`] : []),
    ...(/\n/.test(text) ? ['has several lines'] : []),
  ];
}

function hasOnlyLongFlags(example: string): boolean {
  return / --[a-z]/.test(example) && !/ -[a-zA-Z]\b/.test(example);
}

/** What may be left out has a value then; a flag without one says what must be given. */
function hasDefault({ type, default: value }: FlagEntry): boolean {
  return type === 'boolean' || value !== undefined;
}

function wordsOf({ summary, description, flags, args }: CommandEntry): readonly string[] {
  return [
    summary,
    description,
    ...Object.values(flags).map((flag) => flag.summary),
    ...Object.values(args).map((arg) => arg.description),
  ];
}
