import type { EngineRule } from '../../core/intent/runtime-schema.ts';
import type { Resolved } from '../../core/resolve/resolved.ts';
import { optionAt } from '../engine-field.ts';
import { type SpeculationMethods, speculationRules } from '../speculation.ts';

/** What the engine calls the ways to guess ahead that all engines share a word for. */
const methods: SpeculationMethods = { 'ngram-simple': 'ngram', 'draft-mtp': 'mtp' };

export const rules: readonly EngineRule[] = [
  ...speculationRules('vllm', methods),
  {
    path: ['serving', 'speculative', 'tokens'],
    message: 'is missing: the runtime `vllm` has no number of its own for n-grams',
    breaks: ({ serving: { speculative } }) =>
      speculative?.method === 'ngram-simple' && speculative.tokens === undefined,
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
