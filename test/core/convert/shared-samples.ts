import {
  becomes,
  dropped,
  fromSecret,
  inEngine,
  older,
  other,
  refused,
  repository,
  secret,
  token,
} from './engine-sample.ts';
import { generic } from './engine-samples.ts';
import type { Fate, Sample } from './field-samples.ts';

const claim = { name: 'w', persistentVolumeClaim: { claimName: 'weights' } };
const ofModels = { name: 'w', mountPath: '/models', subPath: 'gguf' };

function router(...[service, fate]: readonly [object, Fate]): Sample {
  const own = { extraVolumes: [claim], extraVolumeMounts: [ofModels] };
  return inEngine('llamacpp-router', { ...own, ...service }, fate);
}

/** Samples of fields that all engines have, of which some do otherwise. */
export const sharedSamples: readonly (readonly [field: string, sample: Sample])[] = [
  ['spec.source', inEngine('vllm', {}, becomes({ model: repository }), { source: 'org/model' })],
  [
    'spec.source',
    inEngine('tgi', {}, becomes({ model: { source: 'hf://org/model@v1' } }), {
      source: 'https://huggingface.co/org/model/tree/v1',
    }),
  ],
  [
    'spec.source',
    inEngine('vllm', {}, refused('is one file'), { source: 'https://m.example/m.gguf' }),
  ],
  ['spec.source', generic({}, dropped('is fetched from now on'))],
  ['spec.source', generic({}, refused('is a whole repository'), repository)],
  ['spec.files', inEngine('vllm', {}, dropped('what it needs'), { ...repository, files: ['a'] })],
  [
    'spec.format',
    inEngine('vllm', {}, dropped('by the files'), { ...repository, format: 'safetensors' }),
  ],
  [
    'spec.sha256',
    inEngine('tgi', {}, dropped('its commit names'), { ...repository, sha256: 'a'.repeat(64) }),
  ],
  ['spec.mmproj', inEngine('vllm', {}, dropped('llama.cpp'), { ...repository, mmproj: 'a.gguf' })],
  [
    'spec.sourceSecretRef',
    inEngine('vllm', { env: fromSecret }, dropped('the token of the service'), {
      ...repository,
      sourceSecretRef: { name: 's' },
    }),
  ],
  ['spec.env', inEngine('sglang', { env: fromSecret }, token)],
  ...[
    [...fromSecret, ...older],
    [...older, ...fromSecret],
  ].flatMap((env): [string, Sample][] => [
    ['spec.env', inEngine('vllm', { env }, token)],
    ['spec.env', inEngine('vllm', { env }, dropped('looks for `HF_TOKEN` before it'))],
  ]),
  ['spec.env', inEngine('sglang', { env: older }, becomes({ model: { tokenSecret: other } }))],
  [
    'spec.env',
    inEngine(
      'vllm',
      { vllmConfig: { hfTokenSecretRef: secret }, env: older },
      dropped('`spec.env[0]` is dropped: the engine looks for `HF_TOKEN` before it'),
    ),
  ],
  [
    'spec.env',
    inEngine(
      'tgi',
      { env: [...fromSecret, { ...older[0], name: 'HF_API_TOKEN' }] },
      becomes({ model: { tokenSecret: other } }),
    ),
  ],
  [
    'spec.env',
    inEngine(
      'vllm',
      { env: [{ ...older[0], name: 'HF_API_TOKEN' }] },
      becomes({ runtime: { env: { HF_API_TOKEN: { secret: other } } } }),
    ),
  ],
  [
    'spec.env',
    inEngine(
      'tgi',
      { env: [{ name: 'API_KEY', valueFrom: { secretKeyRef: secret } }] },
      becomes({ network: { apiKeySecret: secret } }),
    ),
  ],
  [
    'spec.env',
    inEngine(
      'tgi',
      { env: [{ name: 'NUM_SHARD', value: '4' }] },
      refused('write `runtime.tgi.tensorParallel`'),
    ),
  ],
  ['spec.skipModelInit', inEngine('vllm', { skipModelInit: true }, dropped('itself'))],
  ['spec.skipModelInit', generic({ skipModelInit: true }, dropped('before the engine starts'))],
  ['spec.contextSize', inEngine('vllm', { contextSize: 4096 }, dropped('only llama.cpp'))],
  [
    'spec.parallelSlots',
    inEngine('vllm', { parallelSlots: 7 }, becomes({ serving: { concurrency: 7 } })),
  ],
  [
    'spec.parallelSlots',
    inEngine(
      'vllm',
      { parallelSlots: 7, extraArgs: ['--max_num_seqs', '9'] },
      dropped('came before it'),
    ),
  ],
  [
    'spec.parallelSlots',
    inEngine('sglang', { parallelSlots: 7 }, dropped('only llama.cpp and vLLM')),
  ],
  [
    'spec.mode',
    inEngine('vllm', { mode: 'embedding' }, dropped('is told to the engine from now on')),
  ],
  [
    'spec.mode',
    inEngine('sglang', { mode: 'embedding' }, becomes({ serving: { mode: 'embedding' } })),
  ],
  ['spec.mode', inEngine('sglang', { mode: 'rerank' }, dropped('of vectors alone'))],
  [
    'spec.autoscaling.maxReplicas',
    inEngine('tgi', { autoscaling: { maxReplicas: 3 } }, dropped('is no metric of the engine')),
  ],
  [
    'spec.autoscaling.maxReplicas',
    generic({ autoscaling: { maxReplicas: 3 } }, refused('needs `metrics` beside it')),
  ],
  [
    'spec.runtime',
    router({}, becomes({ runtime: { kind: 'llamacpp', llamacpp: { router: {} } } })),
  ],
  ['spec.source', router({}, becomes({ model: { source: 'pvc://weights/gguf' } }))],
  ['spec.source', router({}, dropped('which is the folder of its models'))],
  ['spec.runtime', router({ extraVolumes: [] }, refused('at `/models`'))],
  [
    'spec.runtime',
    router({ extraVolumeMounts: [{ name: 'w', mountPath: '/models' }] }, refused('`subPath`')),
  ],
  ['spec.extraVolumes', router({}, dropped('mounts its models itself'))],
  ['spec.extraVolumeMounts', router({}, dropped('mounts its models itself'))],
  [
    'spec.extraVolumes',
    router(
      { extraVolumeMounts: [ofModels, { name: 'w', mountPath: '/other' }] },
      becomes({
        pod: { volumes: [claim], mounts: [{ name: 'w', mountPath: '/other' }] },
      }),
    ),
  ],
  ['spec.mode', router({ mode: 'embedding' }, dropped('told its router nothing'))],
  ['spec.contextSize', router({ contextSize: 4096 }, dropped('only llama.cpp'))],
  ['spec.skipModelInit', router({ skipModelInit: true }, dropped('before the engine starts'))],
  [
    'spec.autoscaling.maxReplicas',
    router({ autoscaling: { maxReplicas: 3 } }, refused('needs `metrics` beside it')),
  ],
  ['spec.mode', inEngine('tgi', { mode: 'embedding' }, refused('has to be `chat`'))],
  [
    'spec.endpoint.path',
    inEngine(
      'sglang',
      { endpoint: { path: '/v1/embeddings' } },
      becomes({ serving: { mode: 'embedding' } }),
    ),
  ],
  [
    'spec.endpoint.port',
    generic(
      { endpoint: { port: 9000 } },
      becomes({ network: { service: { port: 9000 } }, runtime: { generic: { port: 9000 } } }),
    ),
  ],
  [
    'spec.containerPort',
    generic({ containerPort: 9000 }, becomes({ runtime: { generic: { port: 9000 } } })),
  ],
  ['spec.containerPort', inEngine('vllm', { containerPort: 9000 }, dropped('a fixed port'))],
  ['spec.bindAddress', generic({ bindAddress: '::' }, dropped('to no engine of this kind'))],
  [
    'spec.bindAddress',
    inEngine(
      'vllm',
      { bindAddress: '::', extraArgs: ['--host', '0.0.0.0'] },
      dropped('came after it'),
    ),
  ],
  [
    'spec.extraArgs',
    inEngine(
      'vllm',
      { extraArgs: ['--host', '0.0.0.0', '--seed=1', '--max-model-len', '4096'] },
      becomes({
        network: { bindAddress: '0.0.0.0' },
        serving: { contextLength: 4096 },
        runtime: { args: ['--seed=1'] },
      }),
    ),
  ],
  [
    'spec.extraArgs',
    inEngine(
      'sglang',
      { extraArgs: ['--enable-metrics'] },
      becomes({ runtime: { kind: 'sglang' } }),
    ),
  ],
  ['spec.extraArgs', inEngine('tgi', { extraArgs: ['--port', '9'] }, refused('it is fixed'))],
  ['spec.extraArgs', inEngine('vllm', { extraArgs: ['--host'] }, refused('has no value'))],
  [
    'spec.extraArgs',
    inEngine('vllm', { extraArgs: ['--served-model-name', 'a', 'b'] }, refused('several names')),
  ],
  [
    'spec.extraArgs',
    inEngine('vllm', { extraArgs: ['--max-model-len', 'auto'] }, refused('serving.contextLength')),
  ],
  ['spec.extraArgs', generic({ extraArgs: ['--x'] }, dropped('no engine of this kind'))],
  [
    'spec.rolloutPolicy.waitForIdle',
    inEngine(
      'tgi',
      { rolloutPolicy: { waitForIdle: true } },
      becomes({ rollout: { drainSeconds: 90 } }),
    ),
  ],
  [
    'spec.rolloutPolicy.waitForIdle',
    inEngine('tgi', { rolloutPolicy: { waitForIdle: true } }, dropped('90 seconds at most')),
  ],
  [
    'spec.hardware.gpu.layers',
    inEngine('vllm', {}, dropped('only llama.cpp'), {
      ...repository,
      hardware: { gpu: { count: 1, layers: 9 } },
    }),
  ],
];
