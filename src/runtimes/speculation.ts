import type { EngineRule } from '../core/intent/runtime-schema.ts';
import { optionAt } from './engine-field.ts';

/** By the word that all engines share for a way to guess ahead, what one of them calls it. */
export type SpeculationMethods = Readonly<Record<string, string>>;

const field = ['serving', 'speculative'];

/** For an engine that knows those ways, and another one with a second model in its own block. */
export function speculationRules(
  runtime: string,
  methods: SpeculationMethods,
): readonly EngineRule[] {
  return [
    {
      path: [...field, 'method'],
      message: `is none of the runtime \`${runtime}\`, which knows ${Object.keys(methods).join(' and ')}`,
      breaks: ({ serving }) => {
        const method = serving.speculative?.method;
        return method !== undefined && !Object.hasOwn(methods, method);
      },
    },
    {
      path: [...field, 'minProbability'],
      message: `has no effect: the runtime \`${runtime}\` tries every guess`,
      breaks: ({ serving }) => serving.speculative?.minProbability !== undefined,
    },
    {
      path: field,
      message: `cannot be beside \`runtime.${runtime}.draft\`: there is one way to guess at a time`,
      breaks: ({ serving, options }) =>
        serving.speculative !== undefined && optionAt(options, 'draft') !== undefined,
    },
  ];
}
