import { pythonMemory } from '../python-memory.ts';
import { isPlainDtype, isPlainLoader } from '../python-weights.ts';
import { words } from './arguments.ts';
import { images } from './images.ts';

/** Words with an effect on memory that no field stands for and nobody has computed. */
export const wordsOfMemory: readonly string[] = [
  ...['--kv-cache-memory-bytes', '--num-gpu-blocks-override', '--block-size', '--hf-overrides'],
  ...['--hf-config-path', '--compilation-config', '--cudagraph-capture-sizes'],
  ...['--max-cudagraph-capture-size', '--optimization-level', '--performance-mode'],
  ...['--enable-sleep-mode', '--enable-dbo', '--ubatch-size', '--enable-eplb', '--eplb-config'],
  ...['--enable-elastic-ep', '--decode-context-parallel-size', '--prefill-context-parallel-size'],
  ...['--data-parallel-size-local', '--data-parallel-rank', '--data-parallel-start-rank'],
  ...['--data-parallel-hybrid-lb', '--data-parallel-external-lb', '--device-ids'],
  ...['--cpu-offload-params', '--offload-backend', '--offload-group-size', '--offload-params'],
  ...['--offload-num-in-group', '--offload-prefetch-step', '--kv-transfer-config'],
  ...['--language-model-only', '--mm-encoder-only', '--skip-mm-profiling'],
  ...['--disable-hybrid-kv-cache-manager', '--disable-sliding-window', '--mamba-block-size'],
  ...['--kv-sharing-fast-prefill', '--kv-cache-dtype-skip-layers', '--quantization-config'],
  ...['--spec-method', '--spec-model', '--spec-tokens', '--speculative-config'],
  ...['--model-impl', '--model-loader-extra-config', '--additional-config', '--worker-cls'],
  ...['--mm-ipc-gpu-memory-gb', '--convert'],
  ...['-cc', '-dcp', '-pcp', '-dpl', '-dpn', '-dpr', '-dph', '-dpe', '-sc'],
];

/** How vLLM 0.25.1 lies in the memory of GPUs. */
export const memory = pythonMemory({
  engine: 'vllm',
  words,
  cacheTypes: {
    ...{ auto: 2, float16: 2, half: 2, bfloat16: 2 },
    ...{ fp8: 1, fp8_e4m3: 1, fp8_e5m2: 1 },
  },
  tuning: { share: 'gpuMemoryFraction', batchTokens: 'maxBatchedTokens' },
  sizesBatch: true,
  freeGuesses: ['ngram-simple'],
  uncounted: {
    dtype: (type) => !isPlainDtype(type),
    loadFormat: (format) => !isPlainLoader(format),
    cpuOffloadGb: true,
    // Without it as many tokens are computed at a time as a conversation may have.
    chunkedPrefill: (value) => value !== true,
    // A word for it may be one against it.
    expertParallel: (value) => typeof value !== 'boolean',
    'draft.model': true,
    'lora.adapters': true,
  },
  wordsOfMemory,
  joinedWord: '-O',
  variablesOfMemory: ['VLLM_PP_LAYER_PARTITION'],
  images,
});
