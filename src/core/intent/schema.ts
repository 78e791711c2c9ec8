import { z } from 'zod';
import { LlmkubeError } from '../../errors/llmkube-error.ts';
import { parseSource } from '../source/parse-source.ts';

/** What a runtime adds to the schema. */
export interface RuntimeSpec {
  readonly name: string;
}

/**
 * What the user said about a release, nothing that we decided. Field paths are public: later
 * versions add fields and move none. A field that has no effect is not in here.
 */
export function intentSchema(runtimes: readonly RuntimeSpec[]) {
  return z.strictObject({
    model: z.strictObject({
      /** The name clients send, in the user's own spelling. */
      id: z
        .string()
        .max(253)
        .regex(modelId, 'holds a comma or a control character, or starts with a dash'),
      source: z.string().superRefine(checkSource),
    }),
    runtime: z.strictObject({
      kind: z.enum(runtimes.map(({ name }) => name)),
      image: z.string().regex(imageReference, 'is not an image reference'),
    }),
  });
}

// Engines take several names in one argument, separated by commas.
const modelId = /^[^-,\s\p{Cc}][^,\p{Cc}]*$/u;

export type Intent = z.infer<ReturnType<typeof intentSchema>>;

// The distribution project's grammar, shortened: no white space, no scheme, a name that is
// lower case, then an optional tag and digest.
const imageReference =
  /^(?!.*:\/\/)[a-zA-Z0-9][a-zA-Z0-9.-]*(:\d+)?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:[\w][\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/;

function checkSource(text: string, context: z.RefinementCtx): void {
  try {
    parseSource(text);
  } catch (error) {
    if (!(error instanceof LlmkubeError)) throw error;
    context.addIssue({ code: 'custom', message: error.message, params: { error } });
  }
}
