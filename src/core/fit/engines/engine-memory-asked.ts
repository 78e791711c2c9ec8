import type { SafeTensor } from '../../safetensors/safetensors-header.ts';
import type { TransformerFacts } from '../../transformers/transformer-facts.ts';
import type { EngineSizes } from './divided-model.ts';
import type { TransformersEngine } from './engine-name.ts';
import type { EngineTuning } from './engine-question.ts';

/** What is asked before an engine that takes a share of each GPU is started. */
export interface EngineMemoryAsked {
  readonly engine: TransformersEngine;
  readonly facts: TransformerFacts;
  readonly tensors: readonly SafeTensor[];
  readonly sizes: EngineSizes;
  readonly tuning: EngineTuning;
  /** Of an element of the cache, in bytes. */
  readonly cacheElementBytes: number;
  /** Memory of each GPU that is used, in bytes; absent where nobody knows. */
  readonly gpuBytes: readonly number[] | undefined;
  /** Tokens of one conversation; where nobody says it, the engine decides. */
  readonly contextLength: number | undefined;
  /** Conversations at a time. More than its cache holds wait, and stop nothing. */
  readonly concurrency: number | undefined;
  /** Experts are whole on a GPU, so that nothing divides the blocks of one. */
  readonly keepsExperts: boolean;
}
