import type { EngineRule } from '../core/intent/runtime-schema.ts';
import { optionAt } from './engine-field.ts';

const nothingSaid = 'has no effect: a model that makes vectors or rankings answers nothing';

/** Fields that are about what a model answers, guesses among them, where it makes no answers. */
export function answerRules(runtime: string, fields: readonly string[]): readonly EngineRule[] {
  return [
    ...fields.map(
      (field): EngineRule => ({
        path: ['runtime', runtime, ...field.split('.')],
        message: nothingSaid,
        breaks: ({ options, serving: { mode = 'chat' } }) =>
          mode !== 'chat' && optionAt(options, field) !== undefined,
      }),
    ),
    {
      path: ['serving', 'speculative'],
      message: nothingSaid,
      breaks: ({ serving: { mode = 'chat', speculative } }) =>
        mode !== 'chat' && speculative !== undefined,
    },
  ];
}
