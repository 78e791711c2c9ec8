import type { PartialIntent } from '../../../src/core/intent/merge-intent.ts';
import { kedaRefusals } from './keda-refusals.ts';
import { memoryRefusals } from './memory-refusals.ts';
import { personaplexRefusals } from './personaplex-refusals.ts';
import { routerRefusals } from './router-refusals.ts';
import { sglangRefusals } from './sglang-refusals.ts';
import { speculationRefusals } from './speculation-refusals.ts';
import { tgiRefusals } from './tgi-refusals.ts';
import { vllmRefusals } from './vllm-refusals.ts';

const gpus = (count: number, rest: PartialIntent): PartialIntent => ({
  hardware: { gpus: count, ...rest },
});

/** Specs that contradict themselves, each laid over the plain one, by what is wrong with them. */
export const refusals: Readonly<Record<string, PartialIntent>> = {
  'more shares than GPUs': gpus(2, { split: { ratio: [1, 1, 1] } }),
  'a split of one GPU': gpus(1, { split: { mode: 'layer' } }),
  'a split without GPUs': { hardware: { split: { mode: 'row' } } },
  'shares that go to one GPU': gpus(2, { split: { mode: 'none', ratio: [1, 1] } }),
  'a MIG profile of AMD': gpus(1, { vendor: 'amd', mig: '3g.20gb' }),
  'a MIG profile and a resource': gpus(1, { mig: '3g.20gb', resourceName: 'nvidia.com/gpu' }),
  'a MIG profile without a GPU': { hardware: { mig: '3g.20gb' } },
  'two MIG devices': gpus(2, { mig: '3g.20gb' }),
  'two MIG devices by their resource': gpus(2, { resourceName: 'nvidia.com/mig-3g.20gb' }),
  'Vulkan on a MIG device by its resource': {
    runtime: { image: null },
    ...gpus(1, { resourceName: 'nvidia.com/mig-1g.5gb.shared', backend: 'vulkan' }),
  },
  ...memoryRefusals,
  'what is no MIG profile': gpus(1, { mig: 'half' }),
  'claims beside GPUs': gpus(1, { claims: [{ name: 'gpu', claimName: 'one' }] }),
  'a claim and a resource': {
    hardware: { claims: [{ name: 'gpu', claimName: 'one' }], resourceName: 'nvidia.com/gpu' },
  },
  'a claim that is none': { hardware: { claims: [{ name: 'gpu' }] } },
  'a claim of two kinds': {
    hardware: { claims: [{ name: 'gpu', claimName: 'one', templateName: 'two' }] },
  },
  'an unknown vendor': gpus(1, { vendor: 'acme' }),
  'a resource of another vendor': gpus(1, { vendor: 'amd', resourceName: 'nvidia.com/gpu' }),
  'a resource of nobody known': {
    runtime: { image: null },
    ...gpus(1, { resourceName: 'example.com/gpu' }),
  },
  'a resource of a domain that objects have': {
    runtime: { image: null },
    ...gpus(1, { resourceName: 'constructor/x' }),
  },
  'claims of nobody known': {
    runtime: { image: null },
    hardware: { claims: [{ name: 'gpu', claimName: 'one' }] },
  },
  'Vulkan beside an image': gpus(1, { backend: 'vulkan' }),
  'Vulkan without a GPU': { runtime: { image: null }, hardware: { backend: 'vulkan' } },
  'a render group without a GPU': { hardware: { renderGroup: 992 } },
  'a resource without a GPU': { hardware: { resourceName: 'nvidia.com/gpu' } },
  'an unknown runtime': { runtime: { kind: 'acme' } },
  'a runtime without an image': { runtime: { kind: 'generic', image: null } },
  'a block of another runtime': { runtime: { generic: { port: 9000 } } },
  'a field that the runtime has no words for': {
    runtime: { kind: 'generic' },
    serving: { contextLength: 4096 },
  },
  'the port by an argument': { runtime: { args: ['--port', '9000'] } },
  'a field and its argument': {
    runtime: { llamacpp: { flashAttention: true }, args: ['-fa', 'off'] },
  },
  'a factor of positions that are not scaled': {
    runtime: { llamacpp: { rope: { type: 'none', factor: 4 } } },
  },
  'what lies on GPUs that a pod has not': {
    runtime: {
      image: null,
      llamacpp: {
        ...{
          gpuLayers: 20,
          opOffload: false,
          moe: { cpuLayers: 4 },
          kvCache: { location: 'host' },
        },
        tensorOverrides: ['a=CUDA0'],
      },
    },
  },
  'a factor of positions and its inverse': {
    runtime: { llamacpp: { rope: { factor: 4 } }, args: ['--rope-freq-scale', '0.25'] },
  },
  ...speculationRefusals,
  'reserved variables of one prefix': {
    runtime: { envFrom: [{ configMap: 'more', prefix: 'LLAMA_ARG_' }] },
  },
  'a reserved variable': { runtime: { env: { LLAMA_ARG_PORT: '9000' } } },
  'a variable of ours': { runtime: { kind: 'generic', env: { LLMKUBE_PORT: '9000' } } },
  'a way in without a key': { network: { ingress: { host: 'qwen.example.com' } } },
  'a permission that nothing needs': { network: { unauthenticated: 'allow' } },
  'a node port of a cluster address': { network: { service: { nodePort: 30_080 } } },
  'a node port of no address': { network: { service: { type: 'Headless', nodePort: 30_080 } } },
  'a port of no address': { network: { service: { type: 'Headless', port: 80 } } },
  'a namespace of two words': { network: { policy: { namespaces: ['team.a'] } } },
  'a taint of any value that has one': {
    pod: { tolerations: [{ key: 'a', operator: 'Exists', value: 'x' }] },
  },
  'a taint of no name': { pod: { tolerations: [{ value: 'x' }] } },
  'a taint that is borne for a while for ever': {
    pod: { tolerations: [{ key: 'a', value: 'x', effect: 'NoSchedule', tolerationSeconds: 5 }] },
  },
  'a probe that asks nothing': { pod: { probes: { readiness: { periodSeconds: 9 } } } },
  'a probe that asks twice': {
    pod: { probes: { liveness: { httpGet: { port: 'http' }, tcpSocket: { port: 'http' } } } },
  },
  'a claim that is not named': { cache: { mode: 'claim' } },
  'a claim beside another cache': { cache: { mode: 'shared', claim: 'mine' } },
  'a size of a claim that is there': { cache: { mode: 'claim', claim: 'mine', size: '1Gi' } },
  'a cache beside weights in a claim': {
    model: { source: 'pvc://weights/m.gguf' },
    cache: { mode: 'shared' },
  },
  'a digest of weights in a claim': {
    model: { source: 'pvc://weights/m.gguf', sha256: 'a'.repeat(64) },
  },
  'a file of this machine': { model: { source: '/models/m.gguf' } },
  'an address of the pod alone': { network: { bindAddress: '127.0.0.1' } },
  'a claim of one pod for several': {
    cache: { access: 'ReadWriteOncePod' },
    scale: { replicas: 2 },
  },
  'a claim of one pod for an autoscaler': {
    cache: { access: 'ReadWriteOncePod' },
    scale: { autoscale: { max: 3 } },
  },
  'no pods, and only engines that could ask for one': {
    scale: { keda: { min: 0, max: 2, prometheus: { server: 'http://prometheus:9090' } } },
  },
  'two who decide how many pods there are': {
    scale: {
      autoscale: { max: 2 },
      keda: { max: 2, prometheus: { server: 'http://prometheus:9090' } },
    },
  },
  'two claims of one name': {
    hardware: {
      claims: [
        { name: 'gpu', claimName: 'one' },
        { name: 'gpu', claimName: 'two' },
      ],
    },
  },
  'shares of nothing': gpus(2, { split: { ratio: [0, 0] } }),
  'two volumes of one name': {
    pod: {
      volumes: [
        { name: 'a', emptyDir: {} },
        { name: 'a', emptyDir: {} },
      ],
    },
  },
  'a folder twice': {
    pod: {
      volumes: [{ name: 'a', emptyDir: {} }],
      mounts: [
        { name: 'a', mountPath: '/a' },
        { name: 'a', mountPath: '/a' },
      ],
    },
  },
  'a folder of ours': {
    pod: { volumes: [{ name: 'a', emptyDir: {} }], mounts: [{ name: 'a', mountPath: '/models/' }] },
  },
  'a folder of ours by another name': {
    pod: {
      volumes: [{ name: 'a', emptyDir: {} }],
      mounts: [
        { name: 'a', mountPath: '/dev//shm' },
        { name: 'a', mountPath: '/tmp/../models' },
      ],
    },
  },
  'a render group beside others': {
    ...gpus(1, { renderGroup: 992 }),
    pod: { security: { supplementalGroups: [1] } },
  },
  'a user beside those of the cluster': {
    pod: { identity: 'assigned', security: { runAsUser: 5 } },
  },
  'a label of monitoring that is ours': {
    monitoring: { podMonitor: true, labels: { 'app.kubernetes.io/name': 'mine' } },
  },
  'a key among the arguments with underscores': { runtime: { args: ['--api_key', 'hunter2'] } },
  'a key among the arguments of a generic engine': {
    runtime: { kind: 'generic', args: ['--api-key=hunter2'] },
  },
  'a login in a variable': { runtime: { env: { A: 'Bearer abcdef0123456789' } } },
  'a label of ours': { pod: { labels: { 'cli.llmkube.dev/release': 'other' } } },
  'a volume of ours': { pod: { volumes: [{ name: 'cache', emptyDir: {} }] } },
  ...vllmRefusals,
  'Vulkan on a part of a GPU': {
    runtime: { image: null },
    ...gpus(1, { mig: '3g.20gb', backend: 'vulkan' }),
  },
  'answers of what makes vectors': {
    serving: { mode: 'embedding', speculative: { method: 'ngram-mod' } },
    runtime: {
      llamacpp: {
        jinja: true,
        reasoning: { budget: 0, message: 'Enough.' },
        sampling: {
          ...{ temperature: 0, topK: 1, topP: 1, minP: 0 },
          ...{ repeatPenalty: 1, presencePenalty: 0 },
        },
      },
    },
  },
  'guesses of what orders documents': {
    serving: { mode: 'rerank', speculative: { method: 'ngram-mod' } },
  },
  'more tokens in all than a number holds': {
    serving: { contextLength: 10_000_000, concurrency: 1000 },
  },
  'a variable for a key that nobody has': {
    runtime: { kind: 'generic', generic: { apiKeyVariable: 'KEY' } },
    network: { policy: { namespaces: ['team'] } },
  },
  'an image that downloads nothing': {
    model: { source: 'pvc://weights/m.gguf' },
    runtime: { kind: 'generic', generic: { downloadImage: 'curl:1' } },
  },
  ...kedaRefusals,
  ...routerRefusals,
  ...sglangRefusals,
  ...tgiRefusals,
  ...personaplexRefusals,
};
