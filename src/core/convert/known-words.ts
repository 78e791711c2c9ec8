import type { Facts } from './facts.ts';
import { type Row, tell } from './row.ts';

/** Words that the builds of an engine that releases get take for one of its arguments. */
export interface KnownWords {
  readonly engine: string;
  readonly words: readonly string[];
  /** What to say in place of one that the operator took. */
  readonly near?: Readonly<Record<string, string>>;
}

/** Of those that the operator had names for. */
export const vllmWords = {
  quantization: {
    engine: 'vLLM',
    words: ['awq', 'gptq', 'fp8', 'mxfp4', 'compressed-tensors'],
    near: { nvfp4: '`modelopt_fp4` as `runtime.vllm.quantization`' },
  },
  attentionBackend: {
    engine: 'vLLM',
    words: ['FLASH_ATTN', 'FLASHINFER', 'flash_attn', 'flashinfer'],
  },
  kvCache: {
    engine: 'vLLM',
    words: [
      ...['auto', 'float16', 'bfloat16', 'fp8', 'fp8_e4m3', 'fp8_e5m2', 'fp8_inc', 'fp8_ds_mla'],
      ...['turboquant_k8v4', 'turboquant_4bit_nc', 'turboquant_k3v4_nc', 'turboquant_3bit_nc'],
      ...['int4_per_token_head', 'int8_per_token_head', 'fp8_per_token_head', 'nvfp4'],
    ],
  },
} as const satisfies Readonly<Record<string, KnownWords>>;

export const sglangWords = {
  quantization: {
    engine: 'SGLang',
    words: [
      ...['awq', 'fp8', 'mxfp8', 'gptq', 'marlin', 'gptq_marlin', 'awq_marlin', 'bitsandbytes'],
      ...['gguf', 'modelopt', 'modelopt_fp8', 'modelopt_fp4', 'nvfp4_online', 'modelopt_mixed'],
      ...['petit_nvfp4', 'w8a8_int8', 'w8a8_fp8', 'moe_wna16', 'qoq', 'w4afp8', 'mxfp4'],
      ...['auto-round', 'auto-round-int8', 'compressed-tensors', 'modelslim', 'mxfp_w4a8'],
      ...['quark', 'quark_int4fp8_moe', 'quark_mxfp4', 'mlx_q4', 'mlx_q8', 'unquant'],
    ],
  },
  kvCache: {
    engine: 'SGLang',
    words: ['auto', 'fp8_e5m2', 'fp8_e4m3', 'bf16', 'bfloat16', 'fp4_e2m1'],
  },
  loraTargets: {
    engine: 'SGLang',
    words: [
      ...['q_proj', 'k_proj', 'v_proj', 'o_proj', 'q_a_proj', 'kv_a_proj_with_mqa', 'q_b_proj'],
      ...['kv_b_proj', 'wq_b', 'wk', 'weights_proj', 'gate_proj', 'up_proj', 'down_proj'],
      ...['qkv_proj', 'gate_up_proj', 'embed_tokens', 'lm_head', 'all'],
    ],
  },
  /** Of those that the operator had names for. */
  toolCallParser: {
    engine: 'SGLang',
    words: ['llama3', 'qwen25', 'hermes', 'mistral'],
    near: { qwen3: '`qwen` as `runtime.sglang.toolCallParser`' },
  },
} as const satisfies Readonly<Record<string, KnownWords>>;

/**
 * A field whose other words end the engine as it starts. They are refused for the image that a
 * release gets by itself; one that is named may know them.
 */
export function knownAlone(
  { engine, words, near = {} }: KnownWords,
  read: (facts: Facts) => readonly string[],
  row: Row,
): Row {
  const strange = (facts: Facts): string | undefined =>
    tell(row.drop, facts) === undefined
      ? read(facts).find((word) => !words.includes(word))
      : undefined;
  const refusal = (word: string): string => {
    const other = Object.hasOwn(near, word) ? `${near[word]} of what is converted` : undefined;
    const instead = other === undefined ? '' : ` and write ${other}`;
    return `is \`${word}\`, with which the ${engine} that a release gets ends at once; remove it${instead}, or name an \`image\` that takes it`;
  };
  const told = (facts: Facts, isOwnImage: boolean, tellIt: (word: string) => string) => {
    const word = (facts.service.image !== undefined) === isOwnImage ? strange(facts) : undefined;
    return word === undefined ? undefined : tellIt(word);
  };
  return {
    ...row,
    refuse: (facts) => tell(row.refuse, facts) ?? told(facts, false, refusal),
    note: (facts) =>
      tell(row.note, facts) ??
      told(facts, true, (word) => `is \`${word}\`, which not each build of ${engine} takes`),
  };
}
