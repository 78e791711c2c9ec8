import type { SafeTensor } from '../../../src/core/safetensors/safetensors-header.ts';

/** Facts of the `config.json` of public models, as their repositories have them. */
export const publicConfigs = {
  /** meta-llama/Meta-Llama-3-8B-Instruct */
  llama3: {
    architectures: ['LlamaForCausalLM'],
    model_type: 'llama',
    hidden_size: 4096,
    intermediate_size: 14_336,
    max_position_embeddings: 8192,
    num_attention_heads: 32,
    num_hidden_layers: 32,
    num_key_value_heads: 8,
    tie_word_embeddings: false,
    torch_dtype: 'bfloat16',
    vocab_size: 128_256,
  },
  /** Qwen/Qwen3-30B-A3B-FP8 */
  qwen3Moe: {
    architectures: ['Qwen3MoeForCausalLM'],
    model_type: 'qwen3_moe',
    head_dim: 128,
    hidden_size: 2048,
    intermediate_size: 6144,
    max_position_embeddings: 40_960,
    moe_intermediate_size: 768,
    num_attention_heads: 32,
    num_experts: 128,
    num_experts_per_tok: 8,
    num_hidden_layers: 48,
    num_key_value_heads: 4,
    sliding_window: null,
    use_sliding_window: false,
    max_window_layers: 48,
    vocab_size: 151_936,
    quantization_config: { quant_method: 'fp8', fmt: 'e4m3', weight_block_size: [128, 128] },
  },
  /** deepseek-ai/DeepSeek-V3 */
  deepseek3: {
    architectures: ['DeepseekV3ForCausalLM'],
    model_type: 'deepseek_v3',
    hidden_size: 7168,
    intermediate_size: 18_432,
    kv_lora_rank: 512,
    max_position_embeddings: 163_840,
    moe_intermediate_size: 2048,
    n_routed_experts: 256,
    num_attention_heads: 128,
    num_experts_per_tok: 8,
    num_hidden_layers: 61,
    num_key_value_heads: 128,
    qk_nope_head_dim: 128,
    qk_rope_head_dim: 64,
    v_head_dim: 128,
    vocab_size: 129_280,
    quantization_config: { quant_method: 'fp8', weight_block_size: [128, 128] },
  },
  /** google/gemma-3-27b-it, which leaves out what transformers knows */
  gemma3: {
    architectures: ['Gemma3ForConditionalGeneration'],
    model_type: 'gemma3',
    text_config: {
      head_dim: 128,
      hidden_size: 5376,
      intermediate_size: 21_504,
      model_type: 'gemma3_text',
      num_attention_heads: 32,
      num_hidden_layers: 62,
      num_key_value_heads: 16,
      sliding_window: 1024,
    },
    torch_dtype: 'bfloat16',
    vision_config: { hidden_size: 1152 },
  },
} as const;

const half = (name: string, ...shape: number[]): SafeTensor => ({
  name,
  type: 'BF16',
  shape,
  bytes: shape.reduce((product, size) => product * size, 2),
});

/** The tensors of Llama 3 8B: 8 030 261 248 parameters. */
export const llama3Tensors: readonly SafeTensor[] = [
  half('model.embed_tokens.weight', 128_256, 4096),
  ...Array.from({ length: 32 }, (_, index) => {
    const at = `model.layers.${index}`;
    return [
      half(`${at}.self_attn.q_proj.weight`, 4096, 4096),
      half(`${at}.self_attn.k_proj.weight`, 1024, 4096),
      half(`${at}.self_attn.v_proj.weight`, 1024, 4096),
      half(`${at}.self_attn.o_proj.weight`, 4096, 4096),
      half(`${at}.mlp.gate_proj.weight`, 14_336, 4096),
      half(`${at}.mlp.up_proj.weight`, 14_336, 4096),
      half(`${at}.mlp.down_proj.weight`, 4096, 14_336),
      half(`${at}.input_layernorm.weight`, 4096),
      half(`${at}.post_attention_layernorm.weight`, 4096),
    ];
  }).flat(),
  half('model.norm.weight', 4096),
  half('lm_head.weight', 128_256, 4096),
];
