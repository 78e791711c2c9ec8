/** Sizes of a model, as the vectors give them. */
export interface ModelShape {
  readonly arch: string;
  readonly layers: number;
  readonly embd: number;
  readonly heads: number;
  readonly kvHeads?: number;
  readonly headDim?: number;
  readonly ff: number;
  readonly ffExp?: number;
  readonly ffShexp?: number;
  readonly vocab: number;
  readonly ctx: number;
  readonly tied?: boolean;
  readonly swa?: number;
  readonly experts?: number;
  readonly expertsUsed?: number;
  readonly expertsShared?: number;
  readonly denseLead?: number;
  readonly qLora?: number;
  readonly kvLora?: number;
  readonly ropeDim?: number;
  readonly nopeDim?: number;
  readonly vDim?: number;
  readonly ssm?: {
    readonly conv: number;
    readonly inner: number;
    readonly state: number;
    readonly dtRank: number;
    readonly groups?: number;
  };
  readonly fullAttnInterval?: number;
  readonly quant?: string;
}

const gpt = { arch: 'gpt-oss', heads: 64, kvHeads: 8, headDim: 64, vocab: 201088, ctx: 131072 };
const wide = { embd: 2880, ff: 2880, ffExp: 2880, swa: 128, expertsUsed: 4, quant: 'mxfp4' };
const qwen = { headDim: 128, vocab: 151936, ctx: 40960 };
const moe = { experts: 128, expertsUsed: 8 };
const toy = { embd: 256, vocab: 512, ctx: 4096 };
const llama = { arch: 'llama', heads: 8, kvHeads: 4, layers: 4, ff: 512, ...toy };

/** The shapes that vectors name: toys that were loaded, and published models. */
export const namedShapes: Readonly<Record<string, ModelShape>> = {
  'tiny-llama': llama,
  'tiny-llama-tied': { ...llama, tied: true },
  'tiny-llama-mha': { ...llama, layers: 6, heads: 4, ctx: 8192 },
  'tiny-mixtral': { ...llama, ff: 256, experts: 8, expertsUsed: 2 },
  'tiny-qwen3': { ...llama, arch: 'qwen3', kvHeads: 2, headDim: 64, tied: true },
  'tiny-qwen3moe': {
    ...{ ...llama, arch: 'qwen3moe', kvHeads: 2, headDim: 64, ffExp: 128 },
    ...{ experts: 16, expertsUsed: 4 },
  },
  'tiny-gemma3': {
    ...{ ...toy, arch: 'gemma3', layers: 12, heads: 4, kvHeads: 2, headDim: 64, ff: 512 },
    ...{ ctx: 8192, swa: 512, tied: true },
  },
  'tiny-gptoss': {
    ...{ ...llama, arch: 'gpt-oss', kvHeads: 2, headDim: 64, ff: 256, ffExp: 256 },
    ...{ ctx: 8192, swa: 128, experts: 8, expertsUsed: 2 },
  },
  'tiny-deepseek2': {
    ...{ ...toy, arch: 'deepseek2', layers: 4, heads: 4, ff: 512, ffExp: 128, experts: 8 },
    ...{ expertsUsed: 2, expertsShared: 1, denseLead: 1 },
    ...{ qLora: 128, kvLora: 128, ropeDim: 64, nopeDim: 64, vDim: 64 },
  },
  'tiny-mamba': {
    ...{ ...toy, arch: 'mamba', layers: 4, heads: 0, kvHeads: 0, ff: 0, tied: true },
    ssm: { conv: 4, inner: 512, state: 16, dtRank: 16 },
  },
  'tiny-qwen3next': {
    ...{ ...toy, arch: 'qwen3next', layers: 8, heads: 4, kvHeads: 2, headDim: 64, ff: 512 },
    ...{ ffExp: 128, ffShexp: 128, ctx: 8192, experts: 8, expertsUsed: 2, fullAttnInterval: 4 },
    ssm: { conv: 4, inner: 256, state: 64, dtRank: 4, groups: 2 },
  },
  'llama-3.1-8b': {
    ...{ arch: 'llama', layers: 32, embd: 4096, heads: 32, kvHeads: 8, ff: 14336 },
    ...{ vocab: 128256, ctx: 131072 },
  },
  'llama-3.3-70b': {
    ...{ arch: 'llama', layers: 80, embd: 8192, heads: 64, kvHeads: 8, ff: 28672 },
    ...{ vocab: 128256, ctx: 131072 },
  },
  'mixtral-8x7b': {
    ...{ arch: 'llama', layers: 32, embd: 4096, heads: 32, kvHeads: 8, ff: 14336 },
    ...{ vocab: 32000, ctx: 32768, experts: 8, expertsUsed: 2 },
  },
  'qwen3-8b': { ...qwen, arch: 'qwen3', layers: 36, embd: 4096, heads: 32, kvHeads: 8, ff: 12288 },
  'qwen3-32b': { ...qwen, arch: 'qwen3', layers: 64, embd: 5120, heads: 64, kvHeads: 8, ff: 25600 },
  'qwen3-30b-a3b': {
    ...{ ...qwen, ...moe, arch: 'qwen3moe', layers: 48, embd: 2048, heads: 32, kvHeads: 4 },
    ...{ ff: 6144, ffExp: 768 },
  },
  'qwen3-235b-a22b': {
    ...{ ...qwen, ...moe, arch: 'qwen3moe', layers: 94, embd: 4096, heads: 64, kvHeads: 4 },
    ...{ ff: 12288, ffExp: 1536 },
  },
  'gemma-3-27b': {
    ...{ arch: 'gemma3', layers: 62, embd: 5376, heads: 32, kvHeads: 16, headDim: 128 },
    ...{ ff: 21504, vocab: 262144, ctx: 131072, swa: 1024, tied: true },
  },
  'gpt-oss-20b': { ...gpt, ...wide, layers: 24, experts: 32 },
  'gpt-oss-120b': { ...gpt, ...wide, layers: 36, experts: 128 },
  'deepseek-v3': {
    ...{ arch: 'deepseek2', layers: 61, embd: 7168, heads: 128, ff: 18432, ffExp: 2048 },
    ...{ vocab: 129280, ctx: 163840, experts: 256, expertsUsed: 8, expertsShared: 1 },
    ...{ denseLead: 3, qLora: 1536, kvLora: 512, ropeDim: 64, nopeDim: 128, vDim: 128 },
  },
  'qwen3-next-80b-a3b': {
    ...{ arch: 'qwen3next', layers: 48, embd: 2048, heads: 16, kvHeads: 2, headDim: 256 },
    ...{ ff: 5120, ffExp: 512, ffShexp: 512, vocab: 151936, ctx: 262144 },
    ...{ experts: 512, expertsUsed: 10, fullAttnInterval: 4 },
    ssm: { conv: 4, inner: 4096, state: 128, dtRank: 32, groups: 16 },
  },
};
