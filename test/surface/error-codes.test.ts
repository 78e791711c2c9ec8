import type { Expression } from 'oxc-parser';
import { expect, test } from 'vitest';
import { remedies } from '../../scripts/docs/error-remedies.ts';
import { exitStatuses } from '../../scripts/docs/errors-page.ts';
import { errorCodes } from '../../src/errors/codes.ts';
import { type SourceFile, visit } from './architecture/source-tree.ts';
import { anchorsOf, documentAt, tree } from './docs/document.ts';

const codes = Object.entries(errorCodes);
const sources = tree.sources.filter(
  ({ path }) => path.startsWith('src/') && path !== 'src/errors/codes.ts',
);
const sentences = sources.flatMap(sentencesOf);

test.each(codes)('%s is used', (code) => {
  expect(sources.some(({ text }) => text.includes(`'${code}'`))).toBe(true);
});

test.each(codes)('%s is explained, with what to do about it', (code) => {
  expect(anchorsOf(documentAt('docs/reference/errors.md'))).toContain(code.toLowerCase());
  expect(remedies[code as keyof typeof remedies]).toMatch(/^[A-Z].+\.$/);
});

test.each(codes)('%s has a title that reads in a table', (_, { title }) => {
  expect(title).toMatch(/^[A-Z][^.!]+$/);
});

test('titles are all different', () => {
  const titles = codes.map(([, { title }]) => title);
  expect(titles).toEqual([...new Set(titles)]);
});

test('every exit status is explained, and no other', () => {
  const used = new Set([0, ...codes.map(([, { exit }]) => exit)]);
  expect(Object.keys(exitStatuses).map(Number)).toEqual([...used].sort((a, b) => a - b));
});

test('sentences of errors are found', () => {
  expect(sentences.length).toBeGreaterThan(20);
});

test.each(sentences)('%s says `%s`, which reads as a sentence of ours', (_, start, end) => {
  expect(start).toMatch(/^Cannot /);
  expect(end).not.toMatch(/[.!]$/);
  expect(`${start} ${end}`).not.toMatch(/\b(please|sorry|oops)\b|n't\b|!/i);
});

/** File, start and end of the message of every `new LlmkubeError(code, message)`. */
function sentencesOf(file: SourceFile): readonly (readonly [string, string, string])[] {
  const found: (readonly [string, string, string])[] = [];
  visit(file, {
    NewExpression({ callee, arguments: args }) {
      if (callee.type !== 'Identifier' || callee.name !== 'LlmkubeError') return;
      const message = args[1];
      const ends = message && message.type !== 'SpreadElement' ? endsOf(message) : undefined;
      if (ends !== undefined) found.push([file.path, ...ends]);
    },
  });
  return found;
}

// A message that is built elsewhere is judged there.
function endsOf(message: Expression): readonly [string, string] | undefined {
  if (message.type === 'Literal' && typeof message.value === 'string') {
    return [message.value, message.value];
  }
  if (message.type !== 'TemplateLiteral') return undefined;
  const { quasis } = message;
  return [quasis[0]?.value.raw ?? '', quasis.at(-1)?.value.raw ?? ''];
}
