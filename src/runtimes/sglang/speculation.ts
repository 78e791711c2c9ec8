import type { EngineRule } from '../../core/intent/runtime-schema.ts';
import type { Resolved } from '../../core/resolve/resolved.ts';
import { optionAt } from '../engine-field.ts';

/** What the engine calls the ways to guess ahead that all engines share a word for. */
const methods: Readonly<Record<string, string>> = { 'ngram-simple': 'NGRAM', 'draft-mtp': 'NEXTN' };

const field = ['serving', 'speculative'];

export const speculationRules: readonly EngineRule[] = [
  {
    path: [...field, 'method'],
    message: `is none of the runtime \`sglang\`, which knows ${Object.keys(methods).join(' and ')}`,
    breaks: ({ serving }) => {
      const method = serving.speculative?.method;
      return method !== undefined && !Object.hasOwn(methods, method);
    },
  },
  {
    path: [...field, 'minProbability'],
    message: 'has no effect: the runtime `sglang` tries every guess',
    breaks: ({ serving }) => serving.speculative?.minProbability !== undefined,
  },
  {
    path: field,
    message: 'cannot be beside `runtime.sglang.draft`: there is one way to guess at a time',
    breaks: ({ serving, options }) =>
      serving.speculative !== undefined && optionAt(options, 'draft') !== undefined,
  },
  ...(['model', 'method'] as const).map(
    (part): EngineRule => ({
      path: ['runtime', 'sglang', 'draft', part],
      message: 'is missing: a second model and how it guesses are said together',
      breaks: ({ options }) =>
        optionAt(options, 'draft') !== undefined &&
        optionAt(options, `draft.${part}`) === undefined,
    }),
  ),
];

export function speculation({ speculative }: Resolved): string[] {
  if (speculative === undefined) return [];
  const { method, tokens } = speculative;
  return [
    ...['--speculative-algorithm', methods[method] ?? method],
    ...(tokens === undefined ? [] : ['--speculative-num-draft-tokens', String(tokens)]),
  ];
}
