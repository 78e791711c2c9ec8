import * as z from 'zod';
import { choiceField, type EngineField, valueField, wordsField } from './engine-field.ts';

/** What engines of transformers call a type, a parser or a loader. */
export const wordOfEngine = z.string().regex(/^[\w.][\w.-]{0,99}$/, 'is not a name such as fp8');

/** A text or a path; what begins with a dash is an argument to those engines. */
export const textOfEngine = z.string().max(10_000).regex(/^[^-]/, 'is empty or begins with a dash');

export const gpuCount = z.int().min(1).max(64);

/** Where nobody says it. */
export const assumed = {
  engine: 'what the engine decides',
  model: 'what the model says',
  fits: 'what the model can and the memory holds',
} as const;

const types = ['auto', 'float16', 'bfloat16', 'float32'];

/** The fields about weights that those engines have alike, the first of their blocks. */
export function weightsFields(quantization: readonly string[]): readonly EngineField[] {
  return [
    choiceField(Object.fromEntries(types.map((type) => [type, ['--dtype', type]])), {
      path: 'dtype',
      says: 'The type that is computed in.',
      default: assumed.model,
      spellings: ['--dtype'],
    }),
    valueField(wordOfEngine, {
      path: 'quantization',
      says: 'How the weights are quantised.',
      default: assumed.model,
      spellings: quantization,
    }),
    valueField(wordOfEngine, {
      path: 'loadFormat',
      says: 'The form of the weights, or the loader that reads them.',
      default: assumed.engine,
      spellings: ['--load-format'],
    }),
    valueField(wordOfEngine, {
      path: 'kvCache.type',
      says: 'The type of what is kept of a conversation.',
      default: 'that of the weights',
      spellings: ['--kv-cache-dtype'],
    }),
  ];
}

export const attentionField: EngineField = valueField(wordOfEngine, {
  path: 'attentionBackend',
  says: 'The program that computes attention.',
  default: assumed.engine,
  spellings: ['--attention-backend'],
});

export const reasoningField: EngineField = valueField(wordOfEngine, {
  path: 'reasoningParser',
  says: 'How thinking is told from the answer.',
  default: 'none',
  spellings: ['--reasoning-parser'],
});

/** Of engines whose switches have no negative form. */
export const trustField: EngineField = wordsField(z.literal(true), {
  path: 'trustRemoteCode',
  says: 'Whether programs that lie beside the weights are run.',
  default: 'false',
  spellings: ['--trust-remote-code'],
  words: () => ['--trust-remote-code'],
});

/** How many GPUs a model is divided over, by the spellings of each way. */
export function parallelFields(spellings: {
  readonly tensor: readonly string[];
  readonly pipeline: readonly string[];
  readonly data: readonly string[];
}): readonly EngineField[] {
  return [
    valueField(gpuCount, {
      path: 'tensorParallel',
      says: 'Over how many GPUs each layer is divided.',
      default: 'what is left of `hardware.gpus`',
      spellings: spellings.tensor,
    }),
    valueField(gpuCount, {
      path: 'pipelineParallel',
      says: 'Over how many GPUs the layers are divided.',
      default: '1',
      spellings: spellings.pipeline,
    }),
    valueField(gpuCount, {
      path: 'dataParallel',
      says: 'How many times the model is there, each for conversations of its own.',
      default: '1',
      spellings: spellings.data,
    }),
  ];
}
