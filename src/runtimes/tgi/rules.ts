import type { EngineRule } from '../../core/intent/runtime-schema.ts';
import { optionAt } from '../engine-field.ts';
import { gpuRules, parallelRules, wordSizeRules } from '../parallel.ts';
import { type SpeculationMethods, speculationRules } from '../speculation.ts';
import { isSaid, words } from './arguments.ts';

/** It guesses by the words before, or by heads that the repository has. */
const methods: SpeculationMethods = { 'ngram-simple': 'ngram-simple' };

/** After that its launcher ends what still works. */
const longestDrainSeconds = 90;

/** What the engine cannot do. */
export const rules: readonly EngineRule[] = [
  ...parallelRules('tgi', ['tensorParallel'], isSaid),
  ...wordSizeRules(words),
  ...gpuRules('tgi', ['gpuMemoryFraction']),
  ...speculationRules('tgi', methods),
  {
    path: ['serving', 'speculative', 'tokens'],
    message: 'is missing: the runtime `tgi` has no number of its own',
    breaks: ({ serving: { speculative } }) =>
      speculative !== undefined && speculative.tokens === undefined,
  },
  {
    path: ['serving', 'mode'],
    message: 'has to be `chat`: the runtime `tgi` makes answers alone; `llamacpp` has all modes',
    breaks: ({ serving: { mode } }) => mode !== undefined && mode !== 'chat',
  },
  {
    path: ['hardware', 'split', 'mode'],
    message: 'is `layer`, and the runtime `tgi` divides each layer: write `row`',
    breaks: ({ hardware }) => hardware.split?.mode === 'layer',
  },
  {
    path: ['runtime', 'tgi', 'dtype'],
    message: 'cannot be beside `runtime.tgi.quantization`, which decides it',
    breaks: ({ options }) =>
      optionAt(options, 'dtype') !== undefined && decidesType(optionAt(options, 'quantization')),
  },
  {
    path: ['runtime', 'tgi', 'quantization'],
    message: 'is `exl2`, of which the engine divides nothing over several GPUs',
    breaks: ({ options, hardware }) =>
      optionAt(options, 'quantization') === 'exl2' && Number(hardware.gpus) > 1,
  },
  {
    path: ['runtime', 'tgi', 'maxInputTokens'],
    message: 'has to be less than `serving.contextLength`, which the answer is part of',
    breaks: ({ options, serving }) =>
      Number(optionAt(options, 'maxInputTokens')) >= Number(serving.contextLength),
  },
  {
    path: ['runtime', 'tgi', 'maxPrefillTokens'],
    message: 'has to be `runtime.tgi.maxInputTokens` at least, which are read at a time',
    breaks: ({ options }) =>
      Number(optionAt(options, 'maxPrefillTokens')) < Number(optionAt(options, 'maxInputTokens')),
  },
  {
    path: ['runtime', 'tgi', 'maxBatchedTokens'],
    message: 'has to be `runtime.tgi.maxPrefillTokens` at least, which are a part of them',
    breaks: ({ options }) =>
      Number(optionAt(options, 'maxBatchedTokens')) < Number(optionAt(options, 'maxPrefillTokens')),
  },
  {
    path: ['runtime', 'tgi', 'maxBatchedTokens'],
    message: 'has to be `runtime.tgi.maxInputTokens` at least, which are a part of them',
    breaks: ({ options }) =>
      Number(optionAt(options, 'maxBatchedTokens')) < Number(optionAt(options, 'maxInputTokens')),
  },
  {
    path: ['runtime', 'tgi', 'maxBatchedTokens'],
    message: 'has to be `serving.contextLength` at least, or no conversation fits',
    breaks: ({ options, serving }) =>
      Number(optionAt(options, 'maxBatchedTokens')) < Number(serving.contextLength),
  },
  {
    path: ['rollout', 'drainSeconds'],
    message: `is more than ${longestDrainSeconds}, after which the runtime \`tgi\` ends what still works`,
    breaks: ({ rollout }) => Number(rollout.drainSeconds) > longestDrainSeconds,
  },
];

// What bitsandbytes quantises as it is loaded is computed in any type.
function decidesType(quantization: unknown): boolean {
  return quantization !== undefined && !String(quantization).startsWith('bitsandbytes');
}
