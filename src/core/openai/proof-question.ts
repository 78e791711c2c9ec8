import * as z from 'zod';
import type { ServingMode } from '../intent/serving-modes.ts';

/** The smallest question whose answer shows that a model computes. */
export interface ProofQuestion {
  readonly path: string;
  readonly body: object;
  /** What an answer is called that has the right form. */
  readonly wanted: string;
  /** Reads an answer; nothing when it has another form, or holds nothing computed. */
  read(body: string): Evidence | undefined;
}

/** The part of an answer that is evidence. */
export interface Evidence {
  /** The name under which the answer knows the model. */
  readonly model: string;
  /** That the model has made or, where it makes none, read. */
  readonly tokens: number;
}

/** In OpenAI's API: one token, or one vector; in that of Jina, which engines follow: one score. */
export function proofQuestion(mode: ServingMode, model: string): ProofQuestion {
  return { ...questions[mode](model), read: (body) => readers[mode](parseJson(body)) };
}

type Asked = Omit<ProofQuestion, 'read'>;

const questions: Readonly<Record<ServingMode, (model: string) => Asked>> = {
  chat: (model) => ({
    path: '/v1/completions',
    body: { model, prompt: 'Hi', max_tokens: 1, temperature: 0 },
    wanted: 'a completion',
  }),
  embedding: (model) => ({
    path: '/v1/embeddings',
    body: { model, input: 'Hi' },
    wanted: 'an embedding',
  }),
  rerank: (model) => ({
    path: '/v1/rerank',
    body: { model, query: 'Hi', documents: ['Hi'] },
    wanted: 'a ranking',
  }),
};

const answers = {
  chat: z.object({
    model: z.string(),
    usage: z.object({ completion_tokens: z.number().int() }),
  }),
  embedding: z.object({
    model: z.string(),
    usage: z.object({ prompt_tokens: z.number().int() }),
    // A vector of nothing but zeros is what a broken model gives.
    data: z
      .array(z.object({ embedding: z.array(z.number()).refine((all) => all.some(Boolean)) }))
      .min(1),
  }),
  rerank: z.object({
    model: z.string(),
    usage: z.object({ prompt_tokens: z.number().int() }),
    results: z.array(z.object({ relevance_score: z.number() })).min(1),
  }),
};

const readers: Readonly<Record<ServingMode, (answer: unknown) => Evidence | undefined>> = {
  chat: (answer) => {
    const { data } = answers.chat.safeParse(answer);
    return data && { model: data.model, tokens: data.usage.completion_tokens };
  },
  embedding: (answer) => {
    const { data } = answers.embedding.safeParse(answer);
    return data && { model: data.model, tokens: data.usage.prompt_tokens };
  },
  rerank: (answer) => {
    const { data } = answers.rerank.safeParse(answer);
    return data && { model: data.model, tokens: data.usage.prompt_tokens };
  },
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON is no answer of a model; the caller shows the text itself.
    return undefined;
  }
}
