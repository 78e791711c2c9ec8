import type { MetadataNumbers } from './metadata-numbers.ts';
import type { LatentSizes } from './model-facts.ts';

export interface AttentionSizes {
  readonly heads: number;
  readonly kvHeads: number;
  /** Elements of a head. */
  readonly keySize: number;
  readonly valueSize: number;
}

type Heads = (layer: number) => number;

/** Heads of K and V of each layer; as many as heads of Q where the metadata says nothing. */
export function kvHeadsOf(numbers: MetadataNumbers): Heads {
  const heads = numbers.perLayer('attention.head_count');
  const kvHeads = numbers.perLayer('attention.head_count_kv') ?? heads;
  return (layer) => kvHeads?.(layer) ?? 0;
}

/** Heads of a layer and their sizes; layers with a window may have sizes of their own. */
export function attentionSizesOf(
  numbers: MetadataNumbers,
): (layer: number, windowed: boolean) => AttentionSizes {
  const headCount = numbers.perLayer('attention.head_count');
  const kvHeads = kvHeadsOf(numbers);
  const embedding = numbers.one('embedding_length') ?? 0;
  const { one } = numbers;
  const swa = {
    key: one('attention.key_length_swa'),
    value: one('attention.value_length_swa'),
  };
  const all = { key: one('attention.key_length'), value: one('attention.value_length') };
  return (layer, windowed) => {
    const heads = headCount?.(layer) ?? 0;
    const size = heads === 0 ? 0 : Math.floor(embedding / heads);
    return {
      heads,
      kvHeads: kvHeads(layer),
      keySize: (windowed ? swa.key : undefined) ?? all.key ?? size,
      valueSize: (windowed ? swa.value : undefined) ?? all.value ?? size,
    };
  };
}

/**
 * Sizes of latent attention, whose cache is K alone. Files made before it was known to llama.cpp
 * lack the lengths of heads, and are served with all heads in the cache.
 */
export function latentSizesOf({ one }: MetadataNumbers): LatentSizes | undefined {
  const key = one('attention.key_length_mla');
  const value = one('attention.value_length_mla');
  if (key === undefined || value === undefined) return undefined;
  return {
    key,
    value,
    queryRank: one('attention.q_lora_rank') ?? 0,
    rank: one('attention.kv_lora_rank') ?? 0,
    rope: one('rope.dimension_count') ?? 0,
  };
}
