import type { EngineRule } from '../../core/intent/runtime-schema.ts';
import type { Resolved } from '../../core/resolve/resolved.ts';
import { optionAt } from '../engine-field.ts';

/** What the engine calls the ways to guess ahead that all engines share a word for. */
const methods: Readonly<Record<string, string>> = { 'ngram-simple': 'ngram', 'draft-mtp': 'mtp' };

const field = ['serving', 'speculative'];

export const speculationRules: readonly EngineRule[] = [
  {
    path: [...field, 'method'],
    message: `is none of the runtime \`vllm\`, which knows ${Object.keys(methods).join(' and ')}`,
    breaks: ({ serving }) => {
      const method = serving.speculative?.method;
      return method !== undefined && !Object.hasOwn(methods, method);
    },
  },
  {
    path: [...field, 'tokens'],
    message: 'is missing: the runtime `vllm` has no number of its own for n-grams',
    breaks: ({ serving: { speculative } }) =>
      speculative?.method === 'ngram-simple' && speculative.tokens === undefined,
  },
  {
    path: [...field, 'minProbability'],
    message: 'has no effect: the runtime `vllm` tries every guess',
    breaks: ({ serving }) => serving.speculative?.minProbability !== undefined,
  },
  {
    path: field,
    message: 'cannot be beside `runtime.vllm.draft`: there is one way to guess at a time',
    breaks: ({ serving, options }) =>
      serving.speculative !== undefined && optionAt(options, 'draft') !== undefined,
  },
  {
    path: ['runtime', 'vllm', 'draft', 'tokens'],
    message: 'has no effect without `runtime.vllm.draft.model`',
    breaks: ({ options }) =>
      optionAt(options, 'draft.tokens') !== undefined &&
      optionAt(options, 'draft.model') === undefined,
  },
];

/** One argument, whose value is JSON. */
export function speculation({ speculative, options = {} }: Resolved): string[] {
  const config = {
    method: speculative && methods[speculative.method],
    model: optionAt(options, 'draft.model'),
    num_speculative_tokens: speculative?.tokens ?? optionAt(options, 'draft.tokens'),
  };
  const text = JSON.stringify(config);
  return text === '{}' ? [] : ['--speculative-config', text];
}
