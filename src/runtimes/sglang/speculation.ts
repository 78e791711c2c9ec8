import type { EngineRule } from '../../core/intent/runtime-schema.ts';
import type { Resolved } from '../../core/resolve/resolved.ts';
import { optionAt } from '../engine-field.ts';
import { saidTwiceRules } from '../said-twice.ts';
import { type SpeculationMethods, speculationRules } from '../speculation.ts';
import { isSaid } from './arguments.ts';

/** What the engine calls the ways to guess ahead that all engines share a word for. */
const methods: SpeculationMethods = { 'ngram-simple': 'NGRAM', 'draft-mtp': 'NEXTN' };

export const rules: readonly EngineRule[] = [
  ...speculationRules('sglang', methods),
  ...saidTwiceRules([
    {
      path: 'serving.speculative.method',
      word: '--speculative-algorithm',
      isSaid: (args) => isSaid(args, 'draft.method'),
    },
    {
      path: 'serving.speculative.tokens',
      word: '--speculative-num-draft-tokens',
      isSaid: (args) => isSaid(args, 'draft.tokens'),
    },
  ]),
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
