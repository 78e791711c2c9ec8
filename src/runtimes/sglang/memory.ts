import { pythonMemory } from '../python-memory.ts';
import { isPlainDtype, isPlainLoader } from '../python-weights.ts';
import { words } from './arguments.ts';
import { images } from './images.ts';

/** Words with an effect on memory that no field stands for and nobody has computed. */
export const wordsOfMemory: readonly string[] = [
  ...['--max-total-tokens', '--max-prefill-tokens', '--cuda-graph-max-bs', '--cuda-graph-bs'],
  ...['--disable-cuda-graph', '--enable-torch-compile', '--page-size', '--device'],
  ...['--enable-dp-attention', '--enable-dp-lm-head', '--moe-a2a-backend', '--moe-dense-tp-size'],
  ...['--moe-data-parallel-size', '--moe-dp-size', '--enable-eplb', '--ep-num-redundant-experts'],
  ...['--swa-full-tokens-ratio', '--disable-hybrid-swa-memory', '--enable-unified-memory'],
  ...['--cpu-offload-gb', '--offload-group-size', '--offload-num-in-group', '--offload-mode'],
  ...['--enable-memory-saver', '--enable-weights-cpu-backup', '--enable-two-batch-overlap'],
  ...['--enable-single-batch-overlap', '--enable-pdmux', '--disaggregation-mode'],
  ...['--json-model-override-args', '--torchao-config', '--modelopt-quant'],
  ...['--quantize-and-serve', '--kt-weight-path', '--kt-num-gpu-experts', '--encoder-only'],
  ...['--language-only', '--max-mamba-cache-size', '--mamba-full-memory-ratio'],
  ...['--prefill-only-disable-kv-cache', '--model-impl', '--model-loader-extra-config'],
  ...['--max-loras-per-batch', '--dllm-algorithm', '--cuda-graph-max-bs-decode'],
  ...['--cuda-graph-bs-decode', '--cuda-graph-max-bs-prefill', '--cuda-graph-bs-prefill'],
  ...['--disable-decode-cuda-graph', '--disable-prefill-cuda-graph', '--cuda-graph-config'],
  ...['--dcp-size', '--decode-context-parallel-size', '--attn-cp-size'],
  ...['--attention-context-parallel-size', '--enable-fp32-lm-head', '--enable-symm-mem'],
  ...['--enable-multimodal'],
];

/** How SGLang 0.5.15 lies in the memory of GPUs. */
export const memory = pythonMemory({
  engine: 'sglang',
  words,
  cacheTypes: { auto: 2, bfloat16: 2, bf16: 2, fp8_e4m3: 1, fp8_e5m2: 1 },
  tuning: { share: 'gpuMemoryFraction', batchTokens: 'chunkedPrefill' },
  sizesBatch: false,
  // What it keeps free for guessing follows from words that nobody has looked into.
  freeGuesses: [],
  uncounted: {
    dtype: (type) => !isPlainDtype(type),
    loadFormat: (format) => !isPlainLoader(format),
    chunkedPrefill: (tokens) => !(Number(tokens) > 0),
    'draft.method': true,
    'draft.model': true,
    'lora.adapters': true,
  },
  wordsOfMemory,
  variablesOfMemory: ['SGLANG_PP_LAYER_PARTITION'],
  images,
  // What ROCm and the server take of such a card was read by nobody.
  vendors: ['nvidia'],
  // `adjust_mem_fraction_for_vlm` makes its share smaller by what the encoder is like.
  obstacle: ({ isMultimodal }, said) =>
    isMultimodal && said('gpuMemoryFraction') === undefined
      ? 'the share that `sglang` takes for a model that sees or hears is not known'
      : undefined,
});
