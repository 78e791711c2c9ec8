import { LlmkubeError } from '../../errors/llmkube-error.ts';
import { parseSource, type Source } from './parse-source.ts';

/**
 * The source that a field of an intent names, which may have errors of form; nothing where it names
 * none, which the field itself tells.
 */
export function sourceIn(text: unknown): Source | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    return parseSource(text);
  } catch (error) {
    if (error instanceof LlmkubeError) return undefined;
    throw error;
  }
}

/** Whether it names a claim of the user, in any spelling. */
export function isOfClaim(text: unknown): boolean {
  return sourceIn(text)?.kind === 'claim';
}

/** Whether it names an object of S3. */
export function isInS3(text: unknown): boolean {
  return sourceIn(text)?.kind === 's3';
}
