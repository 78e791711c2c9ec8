import type { EngineModel } from './engine-question.ts';

/** What a GPU keeps of conversations, by how engines count it. */
export interface CacheShape {
  /** Of a token in one layer, in bytes. */
  readonly layerBytes: number;
  /** Layers that keep all tokens. */
  readonly full: number;
  /** Layers that keep a window of them. */
  readonly windowed: number;
  /** Layers with a state, which is not counted. */
  readonly recurrent: number;
}

/**
 * The cache of one GPU. Heads are divided over GPUs, and each has one where there are fewer heads
 * than GPUs; what latent attention keeps is whole on each (vLLM 0.25, SGLang 0.5).
 */
export function cacheShape({ facts, gpus, cacheElementBytes, stage }: EngineModel): CacheShape {
  const { latent, kvHeads, headSize } = facts;
  const layers = facts.layers.slice(stage?.from, stage?.to);
  const heads = Math.max(1, Math.floor(kvHeads / gpus));
  const elements = latent === undefined ? 2 * heads * headSize : latent.rank + latent.rope;
  const count = (kind: string) => layers.filter((one) => one === kind).length;
  return {
    layerBytes: elements * cacheElementBytes,
    full: count('full') + count('mla'),
    windowed: count('swa'),
    recurrent: count('recurrent'),
  };
}
