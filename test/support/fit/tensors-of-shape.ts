import type { ModelShape } from './model-shape.ts';

/** Names and sizes of the tensors of a layer, without `blk.N.` before them. */
export type LayerTensors = Readonly<Record<string, readonly number[]>>;

type MixerOf = (shape: ModelShape, layer: number) => LayerTensors;

/** Size of a head where K and V have one. */
export function headSizeOf({ headDim, heads, embd }: ModelShape): number {
  return headDim ?? (heads === 0 ? 0 : embd / heads);
}

const attention: MixerOf = (shape) => {
  const { arch, embd, heads, kvHeads = 0 } = shape;
  const size = headSizeOf(shape);
  const queries = heads * size;
  const keys = kvHeads * size;
  const hasNorms = /^(qwen3|gemma3)/.test(arch);
  return {
    'attn_q.weight': [embd, arch === 'qwen3next' ? 2 * queries : queries],
    'attn_k.weight': [embd, keys],
    'attn_v.weight': [embd, keys],
    'attn_output.weight': [queries, embd],
    ...(hasNorms ? { 'attn_q_norm.weight': [size], 'attn_k_norm.weight': [size] } : {}),
  };
};

const attentionWithBiases: MixerOf = (shape, layer) => {
  const size = headSizeOf(shape);
  const keys = (shape.kvHeads ?? 0) * size;
  return {
    ...attention(shape, layer),
    'attn_q.bias': [shape.heads * size],
    'attn_k.bias': [keys],
    'attn_v.bias': [keys],
  };
};

const attentionWithSinks: MixerOf = (shape, layer) => ({
  ...attentionWithBiases(shape, layer),
  'attn_sinks.weight': [shape.heads],
  'attn_output.bias': [shape.embd],
});

const latentAttention: MixerOf = (shape) => {
  const { embd, heads, qLora = 0, kvLora = 0, ropeDim = 0, nopeDim = 0, vDim = 0 } = shape;
  return {
    'attn_kv_a_norm.weight': [kvLora],
    ...(qLora === 0
      ? { 'attn_q.weight': [embd, heads * (nopeDim + ropeDim)] }
      : {
          'attn_q_a_norm.weight': [qLora],
          'attn_q_a.weight': [embd, qLora],
          'attn_q_b.weight': [qLora, heads * (nopeDim + ropeDim)],
        }),
    'attn_kv_a_mqa.weight': [embd, kvLora + ropeDim],
    'attn_k_b.weight': [nopeDim, kvLora, heads],
    'attn_v_b.weight': [kvLora, vDim, heads],
    'attn_output.weight': [heads * vDim, embd],
  };
};

const mamba: MixerOf = ({ embd, ssm }) => {
  const { conv = 0, inner = 0, state = 0, dtRank = 0 } = ssm ?? {};
  return {
    'ssm_in.weight': [embd, 2 * inner],
    'ssm_conv1d.weight': [conv, inner],
    'ssm_conv1d.bias': [inner],
    'ssm_x.weight': [inner, dtRank + 2 * state],
    'ssm_dt.weight': [dtRank, inner],
    'ssm_dt.bias': [inner],
    ssm_a: [state, inner],
    ssm_d: [inner],
    'ssm_out.weight': [inner, embd],
  };
};

const gatedDelta: MixerOf = ({ embd, ssm }) => {
  const { conv = 0, state = 0, dtRank = 0, groups = 0 } = ssm ?? {};
  const keys = state * groups;
  const values = state * dtRank;
  return {
    'attn_qkv.weight': [embd, 2 * keys + values],
    'attn_gate.weight': [embd, values],
    'ssm_conv1d.weight': [conv, 2 * keys + values],
    'ssm_dt.bias': [dtRank],
    ssm_a: [dtRank],
    'ssm_ba.weight': [embd, 2 * dtRank],
    'ssm_norm.weight': [state],
    'ssm_out.weight': [values, embd],
  };
};

const mixers: Readonly<Record<string, MixerOf>> = {
  'gpt-oss': attentionWithSinks,
  qwen2: attentionWithBiases,
  deepseek2: latentAttention,
  mamba,
  qwen3next: (shape, layer) =>
    (layer + 1) % (shape.fullAttnInterval ?? 4) === 0
      ? attention(shape, layer)
      : gatedDelta(shape, layer),
};

function denseFeedForward({ embd, ff }: ModelShape): LayerTensors {
  return {
    'ffn_gate.weight': [embd, ff],
    'ffn_up.weight': [embd, ff],
    'ffn_down.weight': [ff, embd],
  };
}

function expertFeedForward(shape: ModelShape): LayerTensors {
  const { arch, embd, experts = 0, expertsShared = 0 } = shape;
  const width = shape.ffExp ?? shape.ff;
  const shared = shape.ffShexp ?? width * expertsShared;
  return {
    'ffn_gate_inp.weight': [embd, experts],
    'ffn_gate_exps.weight': [embd, width, experts],
    'ffn_up_exps.weight': [embd, width, experts],
    'ffn_down_exps.weight': [width, embd, experts],
    ...(arch === 'deepseek2' ? { 'exp_probs_b.bias': [experts] } : {}),
    ...(arch === 'gpt-oss' ? expertBiases(shape) : {}),
    ...(arch === 'qwen3next' ? { 'ffn_gate_inp_shexp.weight': [embd] } : {}),
    ...(shared === 0 ? {} : sharedExpert(embd, shared)),
  };
}

function expertBiases({ embd, experts = 0, ffExp = 0 }: ModelShape): LayerTensors {
  return {
    'ffn_gate_inp.bias': [experts],
    'ffn_gate_exps.bias': [ffExp, experts],
    'ffn_up_exps.bias': [ffExp, experts],
    'ffn_down_exps.bias': [embd, experts],
  };
}

function sharedExpert(embd: number, width: number): LayerTensors {
  return {
    'ffn_gate_shexp.weight': [embd, width],
    'ffn_up_shexp.weight': [embd, width],
    'ffn_down_shexp.weight': [width, embd],
  };
}

const norms: Readonly<Record<string, readonly string[]>> = {
  gemma2: ['post_attention_norm', 'ffn_norm', 'post_ffw_norm'],
  gemma3: ['post_attention_norm', 'ffn_norm', 'post_ffw_norm'],
  'gpt-oss': ['post_attention_norm'],
  qwen3next: ['post_attention_norm'],
  mamba: [],
};

/** All tensors of a layer. */
export function layerTensors(shape: ModelShape, layer: number): LayerTensors {
  const { arch, embd, experts = 0, denseLead = 0 } = shape;
  const names = ['attn_norm', ...(norms[arch] ?? ['ffn_norm'])];
  const hasExperts = experts > 0 && layer >= denseLead;
  const feedForward = hasExperts ? expertFeedForward(shape) : denseFeedForward(shape);
  return {
    ...Object.fromEntries(names.map((name) => [`${name}.weight`, [embd]])),
    ...(mixers[arch] ?? attention)(shape, layer),
    ...(arch === 'mamba' ? {} : feedForward),
  };
}
