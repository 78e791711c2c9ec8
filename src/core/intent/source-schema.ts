import * as z from 'zod';
import { LlmkubeError } from '../../errors/llmkube-error.ts';
import { parseSource } from '../source/parse-source.ts';

/** Where a file of a model comes from. */
export const sourceSchema = z.string().superRefine(checkSource);

export const digestSchema = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'is not a sha256, 64 digits from 0 to f in lower case');

function checkSource(text: string, context: z.RefinementCtx): void {
  try {
    parseSource(text);
  } catch (error) {
    if (!(error instanceof LlmkubeError)) throw error;
    context.addIssue({ code: 'custom', message: error.message, params: { error } });
  }
}
