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
  { file, value, locate, locateKey }: SourceDocument,
): CheckOutcome<T> {
  const parsed = safeParse(schema, value);
  if (parsed.success) return { kind: 'valid', value: parsed.data };
  const problems = parsed.error.issues
    .flatMap((issue) => issueSentences(issue, { schema, value }))
    .map((sentence) => {
      const { path, isKey } = sentence;
      const find = () => (isKey ? locateKey(path) : locate(path));
      return describedLater({ file, path: pathText(path) }, sentence, find);
    });
  return { kind: 'invalid', problems: problems.length > 1 ? problems.toSorted(inOrder) : problems };
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
