import { pythonMemory } from '../python-memory.ts';
import { isPlainDtype } from '../python-weights.ts';
import { words } from './arguments.ts';
import { images } from './images.ts';

/** Words with an effect on memory that no field stands for and nobody has computed. */
export const wordsOfMemory: readonly string[] = [
  '--cuda-graphs',
  '--max-batch-size',
  '--enable-prefill-logprobs',
];

/** How text-generation-inference 3.3 lies in the memory of GPUs. */
export const memory = pythonMemory({
  engine: 'tgi',
  words,
  cacheTypes: { auto: 2, fp8_e4m3fn: 1, fp8_e5m2: 1 },
  tuning: { share: 'gpuMemoryFraction', batchTokens: 'maxPrefillTokens' },
  // More than that many requests are refused, whatever is computed at a time.
  sizesBatch: false,
  // Heads that guess may lie beside the model, and are found by the engine.
  freeGuesses: [],
  uncounted: {
    dtype: (type) => !isPlainDtype(type),
    maxBatchedTokens: true,
    'lora.adapters': true,
  },
  wordsOfMemory,
  variablesOfMemory: ['TGI_WIGGLE_ROOM', 'MAX_BATCH_SIZE', 'CUDA_GRAPHS', 'ATTENTION'],
  images,
});
