import type * as z from 'zod';

/** What fields of an intent are to one another and should not be. */
export interface FieldProblem {
  /** Of the field that is told. */
  readonly path: readonly PropertyKey[];
  /** To stand after the name of the field. */
  readonly message: string;
}

/** Hands them to the schema that found them. */
export function tellProblems(problems: readonly FieldProblem[], context: z.RefinementCtx): void {
  for (const { path, message } of problems) {
    context.addIssue({ code: 'custom', path: [...path], message });
  }
}
