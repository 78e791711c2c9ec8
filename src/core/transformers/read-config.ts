import { defined } from '../defined.ts';
import { type Config, parseConfig } from './config-schema.ts';
import { layersOf } from './kept-layers.ts';
import type {
  TransformerFacts,
  TransformerOutcome,
  TransformerQuantisation,
} from './transformer-facts.ts';
import { typeDefaults } from './type-defaults.ts';

/** Reads the JSON of a `config.json` of transformers; loosely, as no form of it is promised. */
export function readConfig(json: unknown): TransformerOutcome {
  const parsed = parseConfig(json);
  if (parsed === undefined) return { kind: 'problem', fact: 'its config.json is no object' };
  const said = Object.entries(parsed).filter(([, value]) => value !== undefined);
  const defaults: Partial<Config> = typeDefaults[parsed.model_type ?? ''] ?? {};
  const config: Config = { ...defaults, ...Object.fromEntries(said) };
  const sizes = sizesOf(config);
  const missing = missingIn(sizes);
  if (missing !== undefined) {
    return { kind: 'problem', fact: `its config.json has no \`${missing}\`` };
  }
  return { kind: 'read', facts: factsOf(config, { sizes, hasMore: parsed.hasMore }) };
}

function missingIn({ layers, hidden, heads }: Sizes): string | undefined {
  if (layers === 0) return 'num_hidden_layers';
  if (hidden === 0) return 'hidden_size';
  return heads === 0 ? 'num_attention_heads' : undefined;
}

type Sizes = ReturnType<typeof sizesOf>;

const mostLayers = 10_000;

// GPT-2 and its kin have older names.
function sizesOf(config: Config) {
  const heads = config.num_attention_heads ?? config.n_head ?? 0;
  const shared = config.multi_query === true ? 1 : heads;
  return {
    layers: Math.min(config.num_hidden_layers ?? config.n_layer ?? 0, mostLayers),
    hidden: config.hidden_size ?? config.n_embd ?? 0,
    heads,
    kvHeads: config.num_key_value_heads || shared,
  };
}

function factsOf(
  config: Config,
  { sizes, hasMore }: { readonly sizes: Sizes; readonly hasMore: boolean },
): TransformerFacts {
  const { hidden, heads, kvHeads } = sizes;
  const latent = latentOf(config);
  const kept = layersOf(config, sizes.layers);
  return {
    ...defined({
      type: config.model_type,
      architecture: config.architectures?.[0],
      latent,
      window: kept.includes('swa') ? config.sliding_window : undefined,
      quantisation: quantisationOf(config),
    }),
    ...{ layers: kept, hidden, heads, kvHeads },
    inner: config.intermediate_size ?? 0,
    expertInner: config.moe_intermediate_size ?? config.intermediate_size ?? 0,
    headSize: config.head_dim || Math.floor(hidden / heads),
    vocabulary: config.vocab_size ?? 0,
    context: config.max_position_embeddings ?? config.n_positions ?? 0,
    experts: config.num_experts ?? config.num_local_experts ?? config.n_routed_experts ?? 0,
    expertsUsed: config.num_experts_per_tok ?? 0,
    isTied: config.tie_word_embeddings ?? false,
    isMultimodal: hasMore,
    hasUnknownLayers: tellsLayersOtherwise(config),
  };
}

/** Keys of models whose layers are told in ways of their own: Mamba, Jamba, Nemotron-H. */
const otherLayers = [
  ...['hybrid_override_pattern', 'mamba_d_state', 'mamba_num_heads', 'ssm_state_size'],
  ...['state_size', 'attn_layer_period', 'ssm_cfg'],
];

function tellsLayersOtherwise(config: Config): boolean {
  const isRecurrent = otherLayers.some((key) => key in config);
  return (isRecurrent && config.layer_types === undefined) || hasUnlikeLayers(config);
}

/** Layers that share what they keep, or have heads of their own, of which nothing more is read. */
function hasUnlikeLayers(config: Config): boolean {
  const { num_kv_shared_layers: shared, attn_type_list: types } = config;
  // Of MiniMax: 1 is attention as usual.
  const isMixed = Array.isArray(types) && types.some((type) => type !== 1);
  return (
    isMixed ||
    config.use_cla === true ||
    (typeof shared === 'number' && shared > 0) ||
    ownHeads.some((key) => typeof config[key] === 'object' && config[key] !== null)
  );
}

/** Of Nemotron with blocks of its own, of Kimi's linear attention, and of a number by layer. */
const ownHeads = ['block_configs', 'linear_attn_config', 'num_key_value_heads_per_layer'];

function latentOf({ kv_lora_rank: rank, qk_rope_head_dim: rope }: Config) {
  return rank === undefined || rank === 0 || rope === undefined ? undefined : { rank, rope };
}

function quantisationOf(config: Config): TransformerQuantisation | undefined {
  const said = config.quantization_config;
  if (said === undefined) return undefined;
  const loaded = said.load_in_4bit === true ? 4 : said.load_in_8bit === true ? 8 : undefined;
  const groups = Object.values(said.config_groups ?? {});
  const grouped = groups.map(({ weights }) => weights?.num_bits).find((bits) => bits !== undefined);
  const bits = said.bits ?? loaded ?? grouped;
  const block = said.weight_block_size;
  return {
    method: (said.quant_method ?? said.quant_algo ?? 'unknown').toLowerCase(),
    ...defined({ bits, block, decidesCache: decidesCache(said) || undefined }),
  };
}

// `kv_cache_scheme` of compressed tensors, `kv_cache_quant_algo` of ModelOpt.
function decidesCache(said: object): boolean {
  return ['kv_cache_scheme', 'kv_cache_quant_algo'].some(
    (key) => (Reflect.get(said, key) ?? undefined) !== undefined,
  );
}
