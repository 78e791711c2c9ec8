import type { PartialIntent } from '../../src/core/intent/merge-intent.ts';
import type { PeerItem } from './peer-item.ts';

const engine = (kind: string, rest: PartialIntent = {}): PartialIntent => ({
  model: { source: 'hf://org/model' },
  runtime: { kind, image: `${kind}:1`, ...rest },
});
const gpus = (count: number): PartialIntent => ({ hardware: { vendor: 'nvidia', gpus: count } });

/** What vLLM, SGLang and TGI are told (6.4). */
export const pythonEngines: readonly PeerItem[] = [
  {
    id: '46 #1030',
    promise: 'vLLM has metrics without being told',
    shown: { given: engine('vllm'), lacks: ['--enable-metrics'] },
  },
  {
    id: '47 #361',
    promise: 'no variables of other Services reach an engine',
    shown: { given: engine('vllm'), holds: { 'pod.enableServiceLinks': false } },
  },
  {
    id: '48 #360',
    promise: 'the model of vLLM stands first, without a flag',
    shown: {
      given: engine('vllm'),
      holds: { 'engine.args.0': 'org/model' },
      lacks: ['--model'],
    },
  },
  {
    id: '49 #1164',
    promise: 'vLLM is started by its name, whatever the image starts',
    shown: { given: engine('vllm'), holds: { 'engine.command': ['vllm', 'serve'] } },
  },
  {
    id: '49 #1164',
    promise: 'unless somebody says how',
    shown: {
      given: engine('vllm', { command: ['/bin/own'] }),
      holds: { 'engine.command': ['/bin/own'] },
    },
  },
  {
    id: '50 #1157',
    promise: 'a repository is no file to them',
    shown: {
      given: { ...engine('vllm'), model: { source: 'https://models.example/m.gguf' } },
      refused: 'takes whole repositories alone',
    },
  },
  {
    id: '51 #1322',
    promise: 'they are told a repository, and its revision by itself',
    shown: { given: engine('vllm'), holds: { 'engine.args.0': 'org/model' } },
  },
  {
    id: '52',
    promise: 'a share of the memory of GPUs is refused without one',
    shown: {
      given: engine('vllm', { vllm: { gpuMemoryFraction: 0.9 } }),
      refused: '`runtime.vllm.gpuMemoryFraction` has no effect without',
    },
  },
  {
    id: '53',
    promise: 'guesses of a model need that model',
    shown: {
      given: engine('vllm', { vllm: { draft: { tokens: 3 } } }),
      refused: 'has no effect without `runtime.vllm.draft.model`',
    },
  },
  {
    id: '54 #1060',
    promise: 'each adapter of SGLang is a word of its own, in the order of the document',
    shown: {
      given: engine('sglang', {
        sglang: {
          lora: {
            adapters: [
              { name: 'b', path: 'org/b' },
              { name: 'a', path: 'org/a' },
            ],
          },
        },
      }),
      args: ['--lora-paths', 'b=org/b', 'a=org/a'],
    },
  },
  {
    id: '55',
    promise: 'the name of the model is the one of the release',
    shown: { given: engine('sglang'), args: ['--served-model-name', 'qwen'] },
  },
  {
    id: '56',
    promise: 'SGLang has to be told to have metrics',
    shown: { given: engine('sglang'), args: ['--enable-metrics'] },
  },
  {
    id: '57',
    promise: 'SGLang is ready when it makes a token, and lives when it answers',
    shown: {
      given: engine('sglang'),
      holds: {
        'engine.startupProbe.httpGet.path': '/health_generate',
        'engine.readinessProbe.httpGet.path': '/health_generate',
        'engine.livenessProbe.httpGet.path': '/health',
      },
    },
  },
  {
    id: '58 #1102',
    promise: 'copies of the model inside a pod are no replicas',
    shown: {
      given: {
        ...engine('vllm', { vllm: { dataParallel: 2 } }),
        ...gpus(2),
        scale: { replicas: 2 },
      },
      args: ['--data-parallel-size', '2'],
      holds: { 'Deployment.spec.replicas': 2 },
    },
  },
  {
    id: '59',
    promise: 'the same document gives the same words',
    shown: {
      file: 'test/core/render/golden.test.ts',
      title: 'is rendered to the same bytes each time',
    },
  },
  {
    id: '60 #1320',
    promise: 'more parts than GPUs are refused',
    shown: {
      given: { ...engine('vllm', { vllm: { tensorParallel: 4 } }), ...gpus(2) },
      refused: 'runtime.vllm.tensorParallel',
    },
  },
  {
    id: '60 #1320',
    promise: 'copies of SGLang count as often as they have parts',
    shown: {
      given: {
        ...engine('sglang', { sglang: { tensorParallel: 2, dataParallel: 2 } }),
        ...gpus(2),
      },
      refused: 'runtime.sglang.dataParallel',
    },
  },
  {
    id: '60 #1320',
    promise: 'and so do GPUs that experts of SGLang are divided over',
    shown: {
      given: { ...engine('sglang', { sglang: { expertParallel: 8 } }), ...gpus(4) },
      refused: 'runtime.sglang.expertParallel',
    },
  },
  {
    id: '60 #1320',
    promise: 'also where words say so',
    shown: {
      given: { ...engine('vllm', { args: ['--tensor-parallel-size', '8'] }), ...gpus(2) },
      refused: '`runtime.args` has sizes of more GPUs',
    },
  },
];
