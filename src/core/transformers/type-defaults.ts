import type { Config } from './config-schema.ts';

const gemma3: Partial<Config> = {
  num_attention_heads: 8,
  num_key_value_heads: 4,
  head_dim: 256,
  vocab_size: 262_208,
  max_position_embeddings: 131_072,
  sliding_window: 4096,
  sliding_window_pattern: 6,
};

/**
 * What a `config.json` may leave out, by `model_type`: the values of transformers 4.57, as the
 * files of these models do.
 */
export const typeDefaults: Readonly<Record<string, Partial<Config>>> = {
  gemma3_text: gemma3,
  gemma3: gemma3,
  gemma2: { head_dim: 256, sliding_window: 4096, sliding_window_pattern: 2 },
};
