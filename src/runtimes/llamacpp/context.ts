import type { EngineRule } from '../../core/intent/runtime-schema.ts';
import { optionAt } from '../engine-field.ts';

/** It reads the context as a number of 32 bits with a sign. */
const mostTokens = 2 ** 31 - 1;

/** The context of all conversations together has to be a number that the engine can read. */
export const contextRule: EngineRule = {
  path: ['serving', 'concurrency'],
  message: `is too much: with \`serving.contextLength\` it asks for more than ${mostTokens} tokens in all`,
  breaks: ({ serving: { contextLength, concurrency } }) =>
    Number(contextLength) * Number(concurrency) > mostTokens,
};

/** Without scaling the engine stretches nothing. */
export const noFactor: EngineRule = {
  path: ['runtime', 'llamacpp', 'rope', 'factor'],
  message: 'has no effect: `runtime.llamacpp.rope.type` is `none`',
  breaks: ({ options }) =>
    optionAt(options, 'rope.type') === 'none' && optionAt(options, 'rope.factor') !== undefined,
};
