import * as z from 'zod';

/** A small model may never come to an end by itself. */
const mostTokens = 1024;

/** One question of a user, in OpenAI's chat API. */
export function chatQuestion(model: string, text: string) {
  const body = { model, messages: [{ role: 'user', content: text }], max_tokens: mostTokens };
  return { path: '/v1/chat/completions', body } as const;
}

/** What a model said. */
export interface ChatAnswer {
  readonly text: string;
  /** Absent when the engine does not count. */
  readonly tokens: number | undefined;
  /** It would have gone on. */
  readonly isCut: boolean;
}

const choiceSchema = z.object({
  message: z.object({ content: z.string().nullish() }),
  finish_reason: z.string().nullish(),
});

const answerSchema = z.object({
  choices: z.tuple([choiceSchema]).rest(z.unknown()),
  usage: z.object({ completion_tokens: z.number().int() }).optional(),
});

/** Reads an answer; nothing when it is none. */
export function readChatAnswer(body: string): ChatAnswer | undefined {
  const { data } = answerSchema.safeParse(parseJson(body));
  if (data === undefined) return undefined;
  const [{ message, finish_reason }] = data.choices;
  const isCut = finish_reason === 'length';
  return { text: message.content ?? '', tokens: data.usage?.completion_tokens, isCut };
}

const refusalSchema = z.object({ error: z.object({ message: z.string() }) });
const plainRefusalSchema = z.object({ message: z.string() });

/** Why an engine refuses, in its own words; nothing when it has none. */
export function readRefusal(body: string): string | undefined {
  const parsed = parseJson(body);
  const { data } = refusalSchema.safeParse(parsed);
  return data?.error.message ?? plainRefusalSchema.safeParse(parsed).data?.message;
}

/** Whether the way to the engine answered and not the engine, as a cluster's API server does. */
export function isFromCluster(body: string): boolean {
  return z.object({ kind: z.literal('Status') }).safeParse(parseJson(body)).success;
}

/**
 * Whether a cluster's API server says that no ready pod is listed for the Service yet
 * (k8s.io/kubernetes 1.34, pkg/registry/core/service/storage/storage.go).
 */
export function lacksEndpoints(body: string): boolean {
  const status = z.object({ message: z.string().startsWith('no endpoints available for service') });
  return isFromCluster(body) && status.safeParse(parseJson(body)).success;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON is no answer; the caller says so.
    return undefined;
  }
}
