import type { SafeTensor } from '../../safetensors/safetensors-header.ts';
import type { TransformerFacts } from '../../transformers/transformer-facts.ts';
import type { EstimateLine } from '../place-estimate.ts';

/** A model on GPUs that each hold a part of each layer. */
export interface EngineModel {
  readonly facts: TransformerFacts;
  readonly tensors: readonly SafeTensor[];
  /** Over how many GPUs it is divided. */
  readonly gpus: number;
  /** Of the smallest of them, in bytes. */
  readonly gpuBytes: number;
  /** Of an element of the cache: 2, or 1 with one of fp8. */
  readonly cacheElementBytes: number;
}

/** What an engine leaves of a GPU for its cache. */
export interface EngineBudget {
  /** What is taken beside the cache, at the most. */
  readonly lines: readonly EstimateLine[];
  /** What the engine takes of a GPU in all, with its cache. */
  readonly limitBytes: number;
  /** Of those lines, what was not seen to be taken always. */
  readonly uncertainBytes: number;
  /** Tokens that it computes at a time. */
  readonly batchTokens: number;
  /** How its cache is divided. */
  readonly cache: 'blocks' | 'tokens';
}
