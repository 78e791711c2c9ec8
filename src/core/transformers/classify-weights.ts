import type { TensorClass } from '../fit/model-inspection.ts';

/** The first that matches wins; names are those of transformers. */
const classes: readonly (readonly [RegExp, TensorClass])[] = [
  [/(^|\.)(embed_tokens|wte|tok_embeddings|word_embeddings|embed_in|wpe)\./, 'input'],
  [/(^|\.)(lm_head|embed_out)\./, 'output'],
  [/norm|layernorm|(^|\.)ln_/, 'other'],
  [/\.experts\.|_experts\./, 'experts'],
  [/\.(self_attn|attention|attn|linear_attn|mixer|mamba|cross_attn|attn_[a-z]+)\./, 'attention'],
  [/\.(mlp|feed_forward|ffn|block_sparse_moe)\./, 'ffn'],
];

/** What a tensor is for, by the name that transformers gives it. */
export function classifyWeights(name: string): TensorClass {
  return classes.find(([pattern]) => pattern.test(name))?.[1] ?? 'other';
}
