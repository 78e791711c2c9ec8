import type * as z from 'zod';
import { _safeParse, $ZodError } from 'zod/v4/core';
import { issueSentences } from './issue-sentences.ts';
import { inOrder, type Problem, pathText } from './problem.ts';
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
    .map(({ path, message, isKey }) => {
      const place = isKey ? locateKey(path) : locate(path);
      return { file, path: pathText(path), message, ...place };
    });
  return { kind: 'invalid', problems: problems.toSorted(inOrder) };
}
