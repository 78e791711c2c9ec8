import * as z from 'zod';
import { type FieldPath, pathText } from '../document/problem.ts';
import type { JsonSchema } from '../spec/published-schema.ts';
import { findField } from '../spec/schema-fields.ts';
import { quoteWord } from '../text/quote-word.ts';

/** Commands that say what fields mean: of each path the innermost that `explain` knows. */
export function explainFields(
  paths: readonly FieldPath[],
  intent: z.core.$ZodType,
): readonly string[] {
  const schema = z.toJSONSchema(intent, { io: 'input' }) as JsonSchema;
  return [
    ...new Set(paths.map((path) => `llmkube explain ${quoteWord(knownField(path, schema))}`)),
  ];
}

function knownField(path: FieldPath, schema: JsonSchema): string {
  const known = path
    .map((_, index) => findField(schema, pathText(path.slice(0, path.length - index))))
    .find((field) => field !== undefined);
  // Without brackets, which a shell would take for a pattern.
  return known === undefined ? 'spec' : `spec.${known.path.replaceAll('[]', '')}`;
}
