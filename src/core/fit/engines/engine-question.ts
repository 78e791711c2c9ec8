import type { SafeTensor } from '../../safetensors/safetensors-header.ts';
import type { TransformerFacts } from '../../transformers/transformer-facts.ts';
import type { EstimateLine } from '../place-estimate.ts';

/** A model on GPUs that each hold a part of each layer. */
export interface EngineModel {
  readonly facts: TransformerFacts;
  readonly tensors: readonly SafeTensor[];
  /** Over how many GPUs each layer is divided. */
  readonly gpus: number;
  /** The layers that these GPUs have, where others have the rest. */
  readonly stage?: LayerStage;
  /** How many such parts there are. */
  readonly stages?: number;
  /** Of the smallest of them, in bytes. */
  readonly gpuBytes: number;
  /** Of an element of the cache: 2, or 1 with one of fp8. */
  readonly cacheElementBytes: number;
}

/** Some layers of a model, one after the other. */
export interface LayerStage {
  readonly from: number;
  /** The first one behind them. */
  readonly to: number;
}

/** What somebody says of the memory of an engine; what is absent it decides itself. */
export interface EngineTuning {
  /** Of the memory of a GPU, as the engine's own argument for it says it. */
  readonly share?: number;
  /** Tokens that it computes at a time. */
  readonly batchTokens?: number;
  /** Conversations whose next token is chosen at a time. */
  readonly sequences?: number;
}

/** What an engine leaves of a GPU for its cache. */
export interface EngineBudget {
  /** What is taken beside the cache, at the most. */
  readonly lines: readonly EstimateLine[];
  /** What the engine takes of a GPU in all, with its cache. */
  readonly limitBytes: number;
  /** Of those lines, what was not seen to be taken always. */
  readonly uncertainBytes: number;
  /** Tokens that it computes at a time, at the most. */
  readonly batchTokens: number;
  /** The same at the least, where what it decides is not known. */
  readonly leastBatchTokens: number;
  /** How its cache is divided. */
  readonly cache: 'blocks' | 'tokens';
}
