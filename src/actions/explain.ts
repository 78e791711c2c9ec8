import { explainField, type FieldExplanation, nearFields } from '../core/spec/explain-field.ts';
import { type JsonSchema, publishedSchema } from '../core/spec/published-schema.ts';
import { didYouMean } from '../core/text/did-you-mean.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { runtimes } from '../runtimes/runtimes.ts';

/** The form of a spec, with the blocks of every runtime, as a JSON schema. */
export function schema(): JsonSchema {
  return publishedSchema(runtimes);
}

/** What a field of a spec means. Throws `FIELD_UNKNOWN`. */
export function explain(field: string): FieldExplanation {
  const found = explainField(field, schema(), runtimes);
  if (found !== undefined) return found;
  const near = nearFields(field, runtimes);
  throw new LlmkubeError(
    'FIELD_UNKNOWN',
    `Cannot explain \`${field}\`: a spec has no such field${didYouMean(near)}`,
    {
      facts: { field },
      suggestions: [...near.map((name) => `llmkube explain ${name}`), 'llmkube explain spec'].slice(
        0,
        3,
      ),
    },
  );
}
