import type * as z from 'zod';
import { _safeParse, $ZodError } from 'zod/v4/core';
import { type FieldSentence, issueSentences } from './issue-sentences.ts';
import { inOrder, type Position, type Problem, pathText } from './problem.ts';
import type { SourceDocument } from './read-documents.ts';

export type CheckOutcome<T> =
  | { readonly kind: 'valid'; readonly value: T }
  /** In the order of the text. */
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

// With issues that carry no stack: to take one for each document is a third of checking it.
const safeParse = _safeParse($ZodError);

/** Checks one document against a schema; the problems are all of them, each with its place. */
export function checkDocument<T>(
  schema: z.core.$ZodType<T>,
  { file, value, problems: earlier, locate, locateKey }: SourceDocument,
): CheckOutcome<T> {
  const parsed = safeParse(schema, value);
  if (parsed.success && earlier.length === 0) return { kind: 'valid', value: parsed.data };
  const issues = parsed.success ? [] : parsed.error.issues;
  const found = issues
    // What depends on several fields cannot be told where one of them has no value.
    .filter(({ code }) => earlier.length === 0 || code !== 'custom')
    .flatMap((issue) => issueSentences(issue, { schema, value }))
    .map((sentence) => {
      const { path, isKey } = sentence;
      const find = () => (isKey ? locateKey(path) : locate(path));
      return describedLater({ file, path: pathText(path) }, sentence, find);
    })
    .filter(({ path }) => !earlier.some((problem) => isInside(path, problem.path)));
  return { kind: 'invalid', problems: sorted([...earlier, ...found]) };
}

function isInside(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);
}

/** More are counted only, so nobody sees in which order they are. */
const mostSorted = 1000;

function sorted(problems: readonly Problem[]): readonly Problem[] {
  if (problems.length < 2) return problems;
  return [...problems.slice(0, mostSorted).toSorted(inOrder), ...problems.slice(mostSorted)];
}

// Of a file in which everything is wrong most problems are only counted, and to find the words and
// the place of one takes as long as to find the problem.
function describedLater(
  field: Pick<Problem, 'file' | 'path'>,
  sentence: FieldSentence,
  find: () => Position,
): Problem {
  let found: Position | undefined;
  const place = () => {
    found ??= find();
    return found;
  };
  return {
    ...field,
    get message() {
      return sentence.message;
    },
    get line() {
      return place().line;
    },
    get column() {
      return place().column;
    },
  };
}
