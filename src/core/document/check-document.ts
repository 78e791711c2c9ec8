import type * as z from 'zod';
import { _safeParse, $ZodError } from 'zod/v4/core';
import { issueSentences } from './issue-sentences.ts';
import { documentLimits } from './limits.ts';
import { inOrder, type Problem, pathText } from './problem.ts';
import type { SourceDocument } from './read-documents.ts';

export type CheckOutcome<T> =
  | { readonly kind: 'valid'; readonly value: T }
  /** In the order of the text. */
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

// With issues that carry no stack: to take one for each document is a third of checking it.
const safeParse = _safeParse($ZodError);

/** One more than is told, so that a list of problems knows that it is cut. */
const mostFound = documentLimits.problems + 1;

/** Checks one document against a schema; each of its problems has its place. */
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
      return { sentence, path: pathText(path), ...(isKey ? locateKey(path) : locate(path)) };
    })
    .filter(({ path }) => !earlier.some((problem) => isInside(path, problem.path)))
    .toSorted(inOrder)
    .slice(0, mostFound)
    .map(({ sentence, ...place }): Problem => ({ file, message: sentence.message, ...place }));
  return { kind: 'invalid', problems: [...earlier, ...found].toSorted(inOrder) };
}

function isInside(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);
}
