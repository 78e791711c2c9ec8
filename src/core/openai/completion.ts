import { z } from 'zod';

/** The smallest question whose answer is a token, in OpenAI's completions API. */
export function oneTokenQuestion(model: string) {
  const body = { model, prompt: 'Hi', max_tokens: 1, temperature: 0 };
  return { path: '/v1/completions', body, isRepeatable: true } as const;
}

/** The part of an answer that is evidence. */
export interface Completion {
  /** The name under which the engine itself knows the model. */
  readonly model: string;
  readonly tokens: number;
}

const completionSchema = z.object({
  model: z.string(),
  usage: z.object({ completion_tokens: z.number().int() }),
});

/** Reads an answer; nothing when it is not a completion. */
export function readCompletion(body: string): Completion | undefined {
  const { data } = completionSchema.safeParse(parseJson(body));
  return data && { model: data.model, tokens: data.usage.completion_tokens };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON is not a completion; the caller shows the text itself.
    return undefined;
  }
}
