import { anyAddress } from '../../core/any-address.ts';
import type { Resolved } from '../../core/resolve/resolved.ts';
import type { Runtime } from '../../core/runtime.ts';
import { answerRules } from '../answering.ts';
import { fieldWordsOf, notesOf, optionsSchema, wordsOf } from '../engine-field.ts';
import { adapterRules } from '../lora.ts';
import {
  expertRules,
  gpuRules,
  parallelOptions,
  parallelRules,
  wordSizeRules,
} from '../parallel.ts';
import { assumed } from '../python-fields.ts';
import { revision } from '../revision.ts';
import { argProblems, isSaid, reserved, variableProblem, words } from './arguments.ts';
import { blocks, fields } from './fields.ts';
import { images, imagesSeen } from './images.ts';
import { memory } from './memory.ts';
import { metrics } from './metrics.ts';
import { rules, speculation } from './speculation.ts';

const port = 30_000;

/** SGLang's OpenAI server: a whole repository of safetensors, which it fetches itself. */
export const sglang: Runtime = {
  name: 'sglang',
  // The first makes a token, so that an engine that hangs is not ready; the second costs nothing.
  listening: () => ({ port, healthPath: '/health_generate', livePath: '/health' }),
  images,
  imagesSeen,
  metrics,
  command: ['python3', '-m', 'sglang.launch_server'],
  weights: ['repository'],
  knowsContext: true,
  rules: [
    {
      path: ['model', 'id'],
      message: 'holds a colon, behind which the engine looks for the name of an adapter',
      breaks: ({ model }) => String(model.id).includes(':'),
    },
    ...parallelRules('sglang', ['tensorParallel', 'pipelineParallel', 'dataParallel'], isSaid),
    ...wordSizeRules(words),
    ...expertRules('sglang', words),
    ...answerRules('sglang', ['toolCallParser', 'reasoningParser', 'draft']),
    ...gpuRules('sglang', ['gpuMemoryFraction']),
    ...rules,
    ...adapterRules('sglang', isSaid),
  ],
  keeps: {
    sharesMemory: true,
    compiled: [
      ...['SGLANG_CACHE_DIR', 'SGLANG_DG_CACHE_DIR', 'TORCHINDUCTOR_CACHE_DIR'],
      ...['TRITON_CACHE_DIR', 'FLASHINFER_WORKSPACE_BASE', 'CUDA_CACHE_PATH'],
    ],
    variables: {},
  },
  options: optionsSchema(fields),
  notes: notesOf('sglang', fields, blocks),
  argProblems,
  reserved,
  variableProblem,
  isSaid,
  nearest: {
    'model.projector': 'the repository has it already',
    'model.draft': 'write `runtime.sglang.draft`',
    'model.adapters': 'write `runtime.sglang.lora.adapters`',
  },
  ...memory,
  downloadImage: () => undefined,
  variables: () => ({}),
  fieldWords: {
    'spec.model.id': '--served-model-name',
    'spec.model.source': '--model-path and --revision',
    'spec.serving.mode': '--is-embedding',
    'spec.serving.contextLength': '--context-length',
    'spec.serving.concurrency': '--max-running-requests',
    'spec.serving.speculative.method': '--speculative-algorithm',
    'spec.serving.speculative.tokens': '--speculative-num-draft-tokens',
    'spec.hardware.gpus': '--tp-size, when there are several',
    'spec.hardware.gpuMemory': 'none: what it has no room for is refused before the start',
    'spec.hardware.split.mode': '--tp-size for row, --pp-size for layer',
    'spec.network.bindAddress': '--host',
    ...fieldWordsOf('sglang', fields),
  },
  fieldDefaults: {
    'spec.serving.contextLength': assumed.fits,
    'spec.hardware.split.mode': 'row',
  },
  args: (resolved, { weights }) => [
    ...['--model-path', weights],
    ...revision(resolved),
    ...['--served-model-name', resolved.modelId],
    ...['--host', resolved.bindAddress ?? anyAddress, '--port', String(port)],
    ...context(resolved),
    ...(resolved.mode === undefined ? [] : ['--is-embedding']),
    ...wordsOf(fields, { ...resolved.options, ...parallelOptions(resolved, isSaid) }),
    ...speculation(resolved),
    '--enable-metrics',
    ...(resolved.args ?? []),
  ],
};

function context(resolved: Resolved): string[] {
  const { concurrency, contextLength } = resolved;
  return [
    ...(contextLength === undefined ? [] : ['--context-length', String(contextLength)]),
    ...(concurrency === undefined ? [] : ['--max-running-requests', String(concurrency)]),
  ];
}
