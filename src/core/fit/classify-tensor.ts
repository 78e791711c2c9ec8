import type { WeightClass } from './model-facts.ts';

/** Where a tensor belongs, by the names that llama.cpp gives. */
export type TensorPlace =
  | { readonly kind: 'input' | 'output' }
  | { readonly kind: 'layer'; readonly layer: number; readonly class: WeightClass };

const inputs = /^(token_embd|token_embd_norm|position_embd|token_types|per_layer_token_embd)\./;

/** The first that matches wins; the first two are those of `--cpu-moe` and `--n-cpu-ffn`. */
const classes: readonly (readonly [RegExp, WeightClass])[] = [
  [/^ffn_(up|down|gate|gate_up)_(ch|)exps/, 'experts'],
  [/^ffn_(up|down|gate)\./, 'ffn'],
  [/norm/, 'other'],
  [/^(attn|ssm|shortconv|time_mix|kda|indexer|attention)/, 'attention'],
];

/** Input, output, or a layer and what it is for there. */
export function classifyTensor(name: string): TensorPlace {
  const [, index, rest = ''] = /^blk\.(\d+)\.(.*)$/.exec(name) ?? [];
  if (index === undefined) return { kind: inputs.test(name) ? 'input' : 'output' };
  const found = classes.find(([pattern]) => pattern.test(rest));
  return { kind: 'layer', layer: Number(index), class: found?.[1] ?? 'other' };
}
