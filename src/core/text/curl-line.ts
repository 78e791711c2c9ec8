import type { ServingMode } from '../intent/serving-modes.ts';
import { quoteWord } from './quote-word.ts';

const requests: Readonly<Record<ServingMode, { readonly path: string; readonly body: object }>> = {
  chat: { path: 'chat/completions', body: { messages: [{ role: 'user', content: 'Hello' }] } },
  embedding: { path: 'embeddings', body: { input: 'Hello' } },
  rerank: { path: 'rerank', body: { query: 'Hello', documents: ['Hello', 'Goodbye'] } },
};

/** One command line that asks the API below `url` for what a release serves. */
export function curlLine(
  url: string,
  { model, mode }: { readonly model: string; readonly mode: ServingMode },
  /** What the shell makes the API key of, inside of double quotes. */
  key?: string,
): string {
  const { path, body } = requests[mode];
  const text = JSON.stringify({ model, ...body });
  const login = key === undefined ? '' : ` -H "Authorization: Bearer ${key}"`;
  return `curl -s ${url}/${path} -H 'Content-Type: application/json' -d ${quoteWord(text)}${login}`;
}
