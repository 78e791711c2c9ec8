import { LlmkubeError } from '../errors/llmkube-error.ts';

/** Until the numbers of a model are read no conversation is given more tokens than this. */
const usual = 8192;

/** More than any model was trained with, and few enough for 32 bits in 256 conversations. */
const mostTokens = 8_000_000;

/** Reads the tokens of a conversation, or that as many are wanted as fit. */
export function parseContext(text: string | undefined): number | 'max' {
  if (text === undefined) return usual;
  if (text === 'max') return text;
  const tokens = /^\d{1,8}$/.test(text) ? Number(text) : 0;
  if (tokens > 0 && tokens <= mostTokens) return tokens;
  throw new LlmkubeError(
    'USAGE',
    `Cannot use the context length \`${text}\`: it is neither a number of tokens nor \`max\``,
    {
      facts: { flag: '--context-length', value: text },
      suggestions: ['llmkube fit <model> --context-length 32768'],
    },
  );
}
