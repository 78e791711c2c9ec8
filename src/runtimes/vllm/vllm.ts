import { anyAddress } from '../../core/any-address.ts';
import type { Resolved } from '../../core/resolve/resolved.ts';
import type { Runtime } from '../../core/runtime.ts';
import { answerRules } from '../answering.ts';
import { fieldWordsOf, notesOf, optionsSchema, wordsOf } from '../engine-field.ts';
import { adapterRules } from '../lora.ts';
import { gpuRules, parallelOptions, parallelRules, wordSizeRules } from '../parallel.ts';
import { assumed } from '../python-fields.ts';
import { revision } from '../revision.ts';
import { argProblems, isSaid, reserved, variableProblem, words } from './arguments.ts';
import { blocks, fields } from './fields.ts';
import { images, imagesSeen } from './images.ts';
import { memory } from './memory.ts';
import { metrics } from './metrics.ts';
import { rules, speculation } from './speculation.ts';

const port = 8000;

/**
 * vLLM's OpenAI server: a whole repository of safetensors, which it fetches itself. Version 0.25.1
 * reads no GGUF files.
 */
export const vllm: Runtime = {
  name: 'vllm',
  listening: () => ({ port, healthPath: '/health' }),
  images,
  imagesSeen,
  metrics,
  // Not each image of it starts with that.
  command: ['vllm', 'serve'],
  weights: ['repository'],
  knowsContext: true,
  rules: [
    ...parallelRules('vllm', ['tensorParallel', 'pipelineParallel', 'dataParallel'], isSaid),
    ...wordSizeRules(words),
    ...answerRules('vllm', ['toolCallParser', 'reasoningParser', 'draft']),
    ...gpuRules('vllm', ['gpuMemoryFraction', 'cpuOffloadGb']),
    ...rules,
    ...adapterRules('vllm', isSaid),
  ],
  keeps: {
    sharesMemory: true,
    compiled: [
      ...['VLLM_CACHE_ROOT', 'TORCHINDUCTOR_CACHE_DIR', 'TRITON_CACHE_DIR'],
      ...['FLASHINFER_WORKSPACE_BASE', 'CUDA_CACHE_PATH'],
    ],
    variables: { VLLM_NO_USAGE_STATS: '1' },
  },
  options: optionsSchema(fields),
  notes: notesOf('vllm', fields, blocks),
  argProblems,
  reserved,
  variableProblem,
  keyVariable: () => 'VLLM_API_KEY',
  // `GUARDED_PREFIX` of `server_utils.py`; what answers beside it makes tokens too.
  guardedPath: '/v1',
  isSaid,
  nearest: {
    'model.projector': 'the repository has it already',
    'model.draft': 'write `runtime.vllm.draft`',
    'model.adapters': 'write `runtime.vllm.lora.adapters`',
  },
  ...memory,
  downloadImage: () => undefined,
  variables: () => ({}),
  fieldWords: {
    'spec.model.id': '--served-model-name',
    'spec.model.source': '--revision, after the repository itself',
    'spec.serving.mode': '--runner pooling',
    'spec.serving.contextLength': '--max-model-len, by default auto',
    'spec.serving.concurrency': '--max-num-seqs',
    'spec.serving.speculative.method': '--speculative-config',
    'spec.serving.speculative.tokens': '--speculative-config',
    'spec.hardware.gpus': '--tensor-parallel-size, when there are several',
    'spec.hardware.gpuMemory': 'none: what it has no room for is refused before the start',
    'spec.hardware.split.mode':
      '--tensor-parallel-size for row, --pipeline-parallel-size for layer',
    'spec.rollout.drainSeconds': '--shutdown-timeout',
    'spec.network.bindAddress': '--host',
    'spec.network.apiKeySecret': 'VLLM_API_KEY, a variable',
    'spec.runtime.vllm.draft.model': '--speculative-config',
    'spec.runtime.vllm.draft.tokens': '--speculative-config',
    ...fieldWordsOf('vllm', fields),
  },
  fieldDefaults: {
    'spec.serving.contextLength': assumed.fits,
    'spec.serving.speculative.tokens': 'what the model says, and of n-grams it has to be given',
    'spec.hardware.split.mode': 'row',
  },
  args: (resolved, { weights }) => [
    weights,
    ...revision(resolved),
    ...['--served-model-name', resolved.modelId],
    ...['--host', resolved.bindAddress ?? anyAddress, '--port', String(port)],
    // Without a number the engine takes what the model can and the memory holds.
    ...['--max-model-len', String(resolved.contextLength ?? 'auto')],
    ...concurrency(resolved),
    ...(resolved.mode === undefined ? [] : ['--runner', 'pooling']),
    ...wordsOf(fields, { ...resolved.options, ...parallelOptions(resolved, isSaid) }),
    ...speculation(resolved),
    ...drain(resolved),
    ...(resolved.args ?? []),
  ],
};

// Told to end, it cuts off what is running unless it is given that time.
function drain({ drainSeconds }: Resolved): string[] {
  return drainSeconds === undefined ? [] : ['--shutdown-timeout', String(drainSeconds)];
}

function concurrency({ concurrency: most }: Resolved): string[] {
  return most === undefined ? [] : ['--max-num-seqs', String(most)];
}
