import { anyAddress } from '../../core/any-address.ts';
import type { Resolved } from '../../core/resolve/resolved.ts';
import type { Runtime } from '../../core/runtime.ts';
import { fieldWordsOf, notesOf, optionsSchema, wordsOf } from '../engine-field.ts';
import { parallelOptions } from '../parallel.ts';
import { assumed } from '../python-fields.ts';
import { revision } from '../revision.ts';
import { argProblems, isSaid, reserved, variableProblem } from './arguments.ts';
import { blocks, fields } from './fields.ts';
import { images, imagesDerived, imagesSeen } from './images.ts';
import { memory } from './memory.ts';
import { metrics } from './metrics.ts';
import { rules } from './rules.ts';

/** Its own; that of its images is 80, which only root may listen at. */
const port = 3000;

/** Hugging Face's text-generation-inference: a whole repository, which it fetches itself. */
export const tgi: Runtime = {
  name: 'tgi',
  caveats: [
    'the runtime `tgi` is known from its documentation alone: no image of it was started by llmkube',
    'images of text-generation-inference from 3.1.1 on were seen to start as root alone (issue 3082 of its project): where yours does, write `pod.security: {runAsUser: 0, runAsNonRoot: false}`, or name another `runtime.image`',
  ],
  listening: () => ({ port, healthPath: '/health' }),
  images,
  imagesSeen,
  imagesDerived,
  metrics,
  weights: ['repository'],
  knowsContext: true,
  isNamedByWeights: true,
  rules,
  keeps: {
    sharesMemory: true,
    compiled: ['TRITON_CACHE_DIR', 'TORCHINDUCTOR_CACHE_DIR', 'CUDA_CACHE_PATH'],
    variables: { USAGE_STATS: 'off' },
  },
  options: optionsSchema(fields),
  notes: notesOf('tgi', fields, blocks),
  argProblems,
  reserved,
  variableProblem,
  keyVariable: () => 'API_KEY',
  // Its launcher writes all of its arguments down as it starts, the key among them.
  besideKey: { LOG_LEVEL: 'info,text_generation_launcher=error' },
  // Paths for clouds of others, such as `/invocations`, were seen to answer without it.
  guardedPath: '/v1',
  isSaid,
  nearest: {
    'model.projector': 'the repository has it already',
    'model.draft': 'write `serving.speculative`, or serve a repository with heads of its own',
    'model.adapters': 'write `runtime.tgi.lora.adapters`',
  },
  ...memory,
  downloadImage: () => undefined,
  variables: () => ({}),
  fieldWords: {
    'spec.model.source': '--model-id and --revision',
    'spec.serving.contextLength': '--max-total-tokens',
    'spec.serving.concurrency': '--max-concurrent-requests; more are refused',
    'spec.serving.speculative.method': '--speculate',
    'spec.serving.speculative.tokens': '--speculate',
    'spec.hardware.gpus': '--num-shard, when there are several',
    'spec.hardware.gpuMemory': 'none: what it has no room for is refused before the start',
    'spec.hardware.split.mode': '--num-shard for row',
    'spec.network.bindAddress': '--hostname',
    'spec.network.apiKeySecret': 'API_KEY, a variable',
    ...fieldWordsOf('tgi', fields),
  },
  fieldDefaults: {
    'spec.serving.contextLength': assumed.fits,
    'spec.serving.speculative.tokens': 'none, so it has to be given',
    'spec.hardware.split.mode': 'row',
  },
  args: (resolved, { weights }) => [
    ...['--model-id', weights],
    ...revision(resolved),
    ...['--hostname', resolved.bindAddress ?? anyAddress, '--port', String(port)],
    ...numbers(resolved),
    ...wordsOf(fields, { ...resolved.options, ...parallelOptions(resolved, isSaid) }),
    ...(resolved.args ?? []),
  ],
};

function numbers(resolved: Resolved): string[] {
  const { concurrency, contextLength, speculative } = resolved;
  const said = {
    '--max-total-tokens': contextLength,
    '--max-concurrent-requests': concurrency,
    '--speculate': speculative?.tokens,
  };
  return Object.entries(said).flatMap(([word, number]) =>
    number === undefined ? [] : [word, String(number)],
  );
}
