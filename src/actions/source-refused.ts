import { quoteWord } from '../core/text/quote-word.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';

/** The error of a model that cannot be read from here; `source` is what it is called. */
export function sourceRefused(
  source: string,
  fact: string,
  suggestions: readonly string[] = stepsFor(source),
): LlmkubeError {
  return new LlmkubeError('SOURCE_REFUSED', `Cannot read the model \`${source}\`: ${fact}`, {
    facts: { field: 'model.source', source },
    suggestions,
  });
}

function stepsFor(source: string): readonly string[] {
  if (/^https?:/i.test(source)) return [`curl -sIL ${quoteWord(source)}`];
  if (/^s3:/i.test(source)) return [`aws s3 ls ${quoteWord(source)}`];
  return ['llmkube model inspect ./<file>.gguf', 'llmkube catalog list'];
}
