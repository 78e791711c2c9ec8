import { quoteWord } from './quote-word.ts';

/** One command line that asks an OpenAI API for a chat answer. */
export function chatCurl(url: string, model: string): string {
  const body = JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello' }] });
  return `curl -s ${url}/chat/completions -H 'Content-Type: application/json' -d ${quoteWord(body)}`;
}
