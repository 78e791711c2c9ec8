/** How a layer's sliding window is found where the file has no array that says it (llama.cpp). */
export interface WindowRule {
  /** Of `period` layers one sees everything: 0 all have a window, 1 none has. */
  readonly period: number;
  /** Which one of the period sees everything; the last where this is not said. */
  readonly dense?: 'first';
  /** Tokens of the window where the metadata has none; without it there is no window then. */
  readonly window?: number;
  /** Only an array in the metadata says it. */
  readonly arrayOnly?: true;
}

/** Which layers keep a recurrent state. */
export type RecurrentRule =
  /** All but every `full_attention_interval`-th. */
  | 'interval'
  /** Those with no heads of K and V. */
  | 'no-kv-heads'
  /** Those with neither heads of K and V nor a feed-forward; no feed-forward means attention. */
  | 'nemotron-h'
  | 'every-layer'
  /** Every layer, beside its attention. */
  | 'beside-attention';

/** What a recurrent layer keeps for a sequence. */
export type StateRule = 'ssm' | 'rwkv' | 'short-convolution' | 'kda' | 'linear-attention';

/** How the scores of the experts that were chosen become their shares. */
export type RoutingRule = 'as-scored' | 'normed' | 'softmax';

export interface Architecture {
  readonly window?: WindowRule;
  readonly recurrent?: RecurrentRule;
  readonly state?: StateRule;
  /** Layers that have a cache of their own, the first ones; the others read theirs. */
  readonly cachedLayers?: 'first-20' | 'less-shared';
  /** No cache at all: encoders, and models of diffusion. */
  readonly cacheless?: true;
  /** Keeps caches of an indexer beside, which are not estimated. */
  readonly indexer?: true;
  /** Where the metadata does not say that shares are normed. */
  readonly routing?: RoutingRule;
  /** Embeddings are scaled, each row by a factor of an input or all by one number. */
  readonly scaledEmbeddings?: 'by-rows' | 'by-number';
  /** Flash attention is off unless it is asked for. */
  readonly noFlashAttention?: true;
  /** `rope.dimension_count` must be the size of a head. */
  readonly ropeIsHead?: true;
  /** `-sm tensor` is refused. */
  readonly noTensorSplit?: true;
}

/** What differs from the general rules, read in llama.cpp v0.5.0 and checked on 0.7.0 in part. */
const special: Readonly<Record<string, Architecture>> = {
  llama: { routing: 'normed', ropeIsHead: true },
  deci: { ropeIsHead: true },
  falcon: { ropeIsHead: true },
  grok: {
    ...{ routing: 'normed', scaledEmbeddings: 'by-number' },
    ...{ noFlashAttention: true, noTensorSplit: true },
  },
  qwen3moe: { routing: 'normed' },
  qwen3vlmoe: { routing: 'normed' },
  dbrx: { routing: 'normed' },
  phimoe: { routing: 'normed' },
  arctic: { routing: 'normed' },
  granitemoe: { routing: 'normed' },
  'ernie4_5-moe': { routing: 'normed' },
  'hunyuan-moe': { routing: 'normed' },
  gemma: { scaledEmbeddings: 'by-rows' },
  gemma2: { scaledEmbeddings: 'by-rows', window: { period: 2, window: 4096 } },
  gemma3: { scaledEmbeddings: 'by-rows', window: { period: 6 } },
  gemma3n: {
    ...{ scaledEmbeddings: 'by-rows', window: { period: 5 } },
    ...{ cachedLayers: 'first-20', noTensorSplit: true },
  },
  gemma4: {
    ...{ scaledEmbeddings: 'by-rows', window: { period: 1, arrayOnly: true } },
    cachedLayers: 'less-shared',
  },
  minicpm: { scaledEmbeddings: 'by-number' },
  'gpt-oss': { routing: 'softmax', window: { period: 2 } },
  cohere2: { window: { period: 4 } },
  cohere2moe: { window: { period: 4, dense: 'first' } },
  olmo2: { window: { period: 4 }, noTensorSplit: true },
  exaone4: { window: { period: 4, window: 4096 } },
  'exaone-moe': { window: { period: 4, window: 128 } },
  llama4: { window: { period: 4, window: 8192 } },
  afmoe: { window: { period: 4 } },
  plamo3: { window: { period: 8 } },
  smallthinker: { window: { period: 4, dense: 'first', window: 4096 } },
  mellum: { window: { period: 4 } },
  laguna: { window: { period: 4, dense: 'first' } },
  'muse-glimmer': { window: { period: 4 } },
  granite_swa: { window: { period: 1, arrayOnly: true } },
  maple: { window: { period: 1, arrayOnly: true } },
  mimo2: { window: { period: 1, arrayOnly: true } },
  spark2_5: { window: { period: 1, arrayOnly: true } },
  step35: { window: { period: 1, arrayOnly: true } },
  dots3note: { window: { period: 1, arrayOnly: true }, indexer: true, noTensorSplit: true },
  lfm2: { window: { period: 0 }, recurrent: 'no-kv-heads', state: 'short-convolution' },
  lfm2moe: { window: { period: 0 }, recurrent: 'no-kv-heads', state: 'short-convolution' },
  mamba: { recurrent: 'every-layer', state: 'ssm', noTensorSplit: true },
  mamba2: { recurrent: 'every-layer', state: 'ssm', noTensorSplit: true },
  jamba: { recurrent: 'no-kv-heads', state: 'ssm', noTensorSplit: true },
  granitehybrid: { recurrent: 'no-kv-heads', state: 'ssm', noTensorSplit: true },
  plamo2: { recurrent: 'no-kv-heads', state: 'ssm', noTensorSplit: true },
  nemotron_h: { recurrent: 'nemotron-h', state: 'ssm', noTensorSplit: true },
  nemotron_h_moe: { recurrent: 'nemotron-h', state: 'ssm', noTensorSplit: true },
  'falcon-h1': { recurrent: 'beside-attention', state: 'ssm', noTensorSplit: true },
  qwen3next: { routing: 'normed', recurrent: 'interval', state: 'ssm' },
  qwen35: { recurrent: 'interval', state: 'ssm' },
  qwen35moe: { routing: 'normed', recurrent: 'interval', state: 'ssm' },
  qwen4exp: { recurrent: 'interval', state: 'ssm', indexer: true, noTensorSplit: true },
  'minimax-01': { recurrent: 'interval', state: 'linear-attention', noTensorSplit: true },
  'kimi-linear': { recurrent: 'no-kv-heads', state: 'kda', noTensorSplit: true },
  'kimi-k3': { recurrent: 'no-kv-heads', state: 'kda', noTensorSplit: true },
  bailingmoe3: { recurrent: 'no-kv-heads', state: 'kda', noTensorSplit: true },
  rwkv6: { recurrent: 'every-layer', state: 'rwkv' },
  rwkv6qwen2: { recurrent: 'every-layer', state: 'rwkv' },
  rwkv7: { recurrent: 'every-layer', state: 'rwkv' },
  arwkv7: { recurrent: 'every-layer', state: 'rwkv' },
  bert: { cacheless: true },
  'modern-bert': { cacheless: true },
  'nomic-bert': { cacheless: true },
  'nomic-bert-moe': { cacheless: true },
  'neo-bert': { cacheless: true },
  'jina-bert-v2': { cacheless: true },
  'jina-bert-v3': { cacheless: true },
  eurobert: { cacheless: true },
  t5encoder: { cacheless: true },
  'gemma-embedding': { cacheless: true },
  'gemma-embedding2': { cacheless: true },
  dream: { cacheless: true },
  llada: { cacheless: true },
  'llada-moe': { cacheless: true },
  rnd1: { cacheless: true },
  deepseek2: { noTensorSplit: true },
  deepseek32: { indexer: true, noTensorSplit: true },
  deepseek4: { indexer: true },
  'glm-dsa': { indexer: true, noTensorSplit: true },
  hy_v4: { indexer: true, noTensorSplit: true },
  'minimax-m2': { noTensorSplit: true },
  'minimax-m3': { indexer: true, noTensorSplit: true },
  mistral4: { noTensorSplit: true },
  minicpm3: { noTensorSplit: true },
  mpt: { noTensorSplit: true },
  olmoe: { noTensorSplit: true },
  bitnet: { noTensorSplit: true },
  t5: { noTensorSplit: true },
  qwen3tts: { noTensorSplit: true },
};

/** Architectures that the general rules are for, as llama.cpp 0.7.0 names them. */
const general = new Set(
  `llama deci falcon gpt2 gptj gptneox baichuan starcoder refact bloom stablelm qwen qwen2 qwen2moe
  qwen2vl qwen3 qwen3vl phi2 phi3 plamo codeshell orion internlm2
  starcoder2 xverse command-r olmo openelm deepseek deepseek2-ocr chatglm glm4
  glm4moe jais jais2 nemotron exaone granite chameleon plm bailingmoe bailingmoe2 dots1
  arcee ernie4_5 hunyuan-dense hunyuan_vl hy_v3 smollm3 seed_oss grovemoe
  apertus cogvlm pangu-embedded mistral3 paddleocr llama-embed maincoder talkie nanbeige`.split(
    /\s+/,
  ),
);

/** What an architecture does differently; nothing for one whose rules are not known. */
export function architectureOf(name: string): Architecture | undefined {
  if (Object.hasOwn(special, name)) return special[name];
  return general.has(name) ? {} : undefined;
}
