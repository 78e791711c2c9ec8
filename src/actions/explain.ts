import {
  explainField,
  type FieldExplanation,
  fieldOfKubernetes,
  nearFields,
} from '../core/spec/explain-field.ts';
import { type JsonSchema, publishedSchema } from '../core/spec/published-schema.ts';
import { didYouMean } from '../core/text/did-you-mean.ts';
import { quoteWord } from '../core/text/quote-word.ts';
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
  const outer = fieldOfKubernetes(field, schema(), runtimes);
  const near = outer === undefined ? nearFields(field, runtimes) : [];
  const fact =
    outer === undefined
      ? `a spec has no such field${didYouMean(near)}`
      : `what is inside of \`${outer.path}\` is of the type ${outer.kubernetes} of Kubernetes`;
  const next = outer === undefined ? [...near, 'spec'] : [outer.path];
  throw new LlmkubeError('FIELD_UNKNOWN', `Cannot explain \`${field}\`: ${fact}`, {
    facts: { field },
    suggestions: next.slice(0, 3).map((path) => `llmkube explain ${quoteWord(path)}`),
  });
}
