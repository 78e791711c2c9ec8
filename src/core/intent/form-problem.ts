import type * as z from 'zod';
import { issueSentences } from '../document/issue-sentences.ts';
import { fieldSentence, pathText } from '../document/problem.ts';

type UnionIssue = z.core.$ZodRawIssue<z.core.$ZodIssueInvalidUnion>;

const scalars: Readonly<Record<string, string>> = {
  number: 'is a number, not text; write it in quotes',
  boolean: 'is true or false, not text; write it in quotes',
};

/**
 * What is wrong with a value that has one of several forms, of which each but text is told by its
 * first key: beside all of them, the fault in the one that was begun. No value is repeated where it
 * may be a secret.
 */
export function formProblem(
  forms: readonly (readonly [key: string | undefined, schema: z.ZodType])[],
  otherwise: string,
): (issue: UnionIssue) => string {
  const mayBeText = forms.some(([key]) => key === undefined);
  return ({ input, errors = [] }) => {
    const scalar = scalars[typeof input];
    if (mayBeText && scalar !== undefined) return scalar;
    const begun = forms.findIndex(
      ([key]) => key !== undefined && Object.hasOwn(Object(input), key),
    );
    const [, schema] = forms[begun] ?? [];
    if (schema === undefined) return otherwise;
    const [first] = (errors[begun] ?? []).flatMap((issue) =>
      issueSentences(issue, { schema, value: input }),
    );
    if (first === undefined || first.path.length === 0) return otherwise;
    return `${otherwise}: ${fieldSentence(pathText(first.path), first.message)}`;
  };
}
