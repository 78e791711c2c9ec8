import * as z from 'zod';

// A form that nobody promises: what has another one counts for nothing.
const count = z.int().min(0).max(2e9).optional().catch(undefined);
const text = z.string().max(200).optional().catch(undefined);
const flag = z.boolean().optional().catch(undefined);

const quantizationSchema = z.looseObject({
  quant_method: text,
  quant_algo: text,
  bits: count,
  load_in_4bit: flag,
  load_in_8bit: flag,
  weight_block_size: z.array(z.int().min(1)).length(2).optional().catch(undefined),
  config_groups: z
    .record(
      z.string(),
      z.looseObject({ weights: z.looseObject({ num_bits: count }).optional().catch(undefined) }),
    )
    .optional()
    .catch(undefined),
});

/** What is read of a `config.json` of transformers 4 and 5, or of the part of it about text. */
export const configSchema = z.looseObject({
  model_type: text,
  architectures: z.array(z.string()).optional().catch(undefined),
  num_hidden_layers: count,
  n_layer: count,
  hidden_size: count,
  n_embd: count,
  intermediate_size: count,
  moe_intermediate_size: count,
  num_attention_heads: count,
  n_head: count,
  num_key_value_heads: count,
  multi_query: flag,
  head_dim: count,
  vocab_size: count,
  max_position_embeddings: count,
  n_positions: count,
  torch_dtype: text,
  dtype: text,
  quantization_config: quantizationSchema.optional().catch(undefined),
  sliding_window: count,
  use_sliding_window: flag,
  sliding_window_pattern: count,
  max_window_layers: count,
  layer_types: z.array(z.string()).max(10_000).optional().catch(undefined),
  full_attention_interval: count,
  kv_lora_rank: count,
  qk_rope_head_dim: count,
  qk_nope_head_dim: count,
  v_head_dim: count,
  num_experts: count,
  num_local_experts: count,
  n_routed_experts: count,
  num_experts_per_tok: count,
  tie_word_embeddings: flag,
});

export type Config = z.infer<typeof configSchema>;

const wholeSchema = configSchema.extend({
  text_config: configSchema.optional().catch(undefined),
  llm_config: configSchema.optional().catch(undefined),
  language_config: configSchema.optional().catch(undefined),
});

/** Beside the part about text: what the model sees or hears with. */
const encoders = ['vision_config', 'audio_config', 'visual', 'img_processor', 'audio_processor'];

/** The part about text, with what only the whole says; undefined for what is no object. */
export function parseConfig(json: unknown): (Config & { readonly hasMore: boolean }) | undefined {
  const whole = wholeSchema.safeParse(json).data;
  if (whole === undefined) return undefined;
  const inner = whole.text_config ?? whole.llm_config ?? whole.language_config;
  if (inner === undefined) return { ...whole, hasMore: hasEncoder(whole) };
  const { architectures, dtype, torch_dtype, quantization_config, tie_word_embeddings } = whole;
  const outer = { architectures, dtype, torch_dtype, quantization_config, tie_word_embeddings };
  const said = Object.entries(inner).filter(([, value]) => value !== undefined);
  return { ...outer, ...Object.fromEntries(said), hasMore: true };
}

function hasEncoder(whole: Config): boolean {
  return encoders.some((key) => typeof whole[key] === 'object' && whole[key] !== null);
}
