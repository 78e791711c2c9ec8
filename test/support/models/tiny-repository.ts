import { safetensorsFile } from './safetensors-file.ts';

/** The `config.json` of a model of two layers for engines of transformers. */
export const tinyConfig = {
  model_type: 'llama',
  architectures: ['LlamaForCausalLM'],
  hidden_size: 64,
  intermediate_size: 128,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  num_hidden_layers: 2,
  vocab_size: 100,
  max_position_embeddings: 2048,
};

const layer = (index: number) =>
  safetensorsFile({
    [`model.layers.${index}.self_attn.k_proj.weight`]: { type: 'BF16', shape: [32, 64] },
    [`model.layers.${index}.mlp.up_proj.weight`]: { type: 'BF16', shape: [128, 64] },
  });

/** Its files of weights. */
export const tinyParts = [
  'model-00001-of-00002.safetensors',
  'model-00002-of-00002.safetensors',
] as const;

const json = (value: unknown) => Buffer.from(JSON.stringify(value));

/** Files of a repository in two parts of safetensors. */
export const tinyRepository: Readonly<Record<string, Buffer>> = {
  'config.json': json(tinyConfig),
  'model.safetensors.index.json': json({ weight_map: { a: tinyParts[0], b: tinyParts[1] } }),
  [tinyParts[0]]: layer(0),
  [tinyParts[1]]: layer(1),
  'tokenizer_config.json': json({ chat_template: '{% if tools %}{% endif %}' }),
  'README.md': Buffer.from('---\nlicense: apache-2.0\n---\nA model.\n'),
};
