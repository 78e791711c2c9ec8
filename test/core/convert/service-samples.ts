import { engineSamples } from './engine-samples.ts';
import type { Fate, Sample } from './field-samples.ts';
import { llamaSamples } from './llama-samples.ts';
import { podSamples } from './pod-samples.ts';
import { scaleSamples } from './scale-samples.ts';

const becomes = (part: object): Fate => ({ becomes: part });
const refused = (words: string): Fate => ({ refused: words });
const dropped = (words: string): Fate => ({ dropped: words });
const of = (service: object, fate: Fate): Sample => ({ service, fate });
const sharing = (gpuSharing: object, gpu = 1): object => ({ resources: { gpu, gpuSharing } });

const lifecycle: Readonly<Record<string, readonly Sample[]>> = {
  modelRef: [of({}, becomes({ model: { source: 'https://models.example/qwen.gguf' } }))],
  runtime: [
    of({ runtime: 'llamacpp' }, becomes({ runtime: { kind: 'llamacpp' } })),
    of({ runtime: 'llamacpp-router' }, refused('`runtime.llamacpp.router: {}`')),
    ...engineSamples.runtime,
  ],
  mode: [
    of({ mode: 'chat' }, becomes({ serving: { mode: 'chat' } })),
    of(
      { mode: 'embedding' },
      becomes({
        serving: { mode: 'embedding' },
        runtime: { llamacpp: { pooling: 'last' } },
      }),
    ),
    of({ mode: 'rerank' }, becomes({ runtime: { llamacpp: { pooling: 'rank' } } })),
    of(
      { mode: 'embedding', extraArgs: ['--pooling', 'mean'] },
      becomes({ runtime: { args: ['--pooling', 'mean'] } }),
    ),
    of({ mode: 'chat', extraArgs: ['--embeddings'] }, dropped('`extraArgs` came after it')),
  ],
  ...scaleSamples,
  suspend: [
    of({ suspend: false }, becomes({})),
    of({ suspend: true, replicas: 3 }, becomes({ scale: { replicas: 0 } })),
    of({ suspend: true, replicas: 3 }, dropped('write 3 there')),
  ],
  revisionHistoryLimit: [
    of({ revisionHistoryLimit: 0 }, becomes({ rollout: { revisionHistoryLimit: 0 } })),
  ],
  image: [
    of({ image: 'e:2' }, becomes({ runtime: { image: 'e:2' } })),
    of({ image: undefined }, becomes({ runtime: { kind: 'llamacpp' } })),
  ],
  maxPodLifetimeSeconds: [of({ maxPodLifetimeSeconds: 60 }, refused('rollout.recycle'))],
  maxPodLifetimeIdleTimeoutSeconds: [
    of({ maxPodLifetimeIdleTimeoutSeconds: 0 }, dropped('without `maxPodLifetimeSeconds`')),
  ],
  'rolloutPolicy.waitForIdle': [
    of({ rolloutPolicy: { waitForIdle: true } }, becomes({ rollout: { drainSeconds: 300 } })),
    of({ rolloutPolicy: { waitForIdle: true } }, dropped('is kept by the pods')),
    of(
      { rolloutPolicy: { waitForIdle: true, idleTimeoutSeconds: 9 } },
      becomes({ rollout: { drainSeconds: 9 } }),
    ),
    of({ rolloutPolicy: { waitForIdle: true, force: true } }, dropped('beside `force`')),
    of({ rolloutPolicy: { waitForIdle: false } }, becomes({})),
  ],
  'rolloutPolicy.idleTimeoutSeconds': [
    of({ rolloutPolicy: { idleTimeoutSeconds: 3 } }, dropped('without `waitForIdle`')),
  ],
  'rolloutPolicy.force': [of({ rolloutPolicy: { force: true } }, dropped('replaced at once'))],
  'disruption.protectStartup': [
    of({ disruption: { protectStartup: true } }, dropped('never taken away')),
    of({ disruption: { protectStartup: false } }, becomes({})),
  ],
  'disruption.protectAlways': [
    of(
      { disruption: { protectAlways: true } },
      becomes({ pod: { annotations: { 'karpenter.sh/do-not-disrupt': 'true' } } }),
    ),
    of(
      {
        disruption: { protectAlways: true },
        podAnnotations: { 'karpenter.sh/do-not-disrupt': 'false' },
      },
      becomes({ pod: { annotations: { 'karpenter.sh/do-not-disrupt': 'false' } } }),
    ),
  ],
  slo: [of({ slo: { objective: '99' } }, refused('Pyrra'))],
};

const reach: Readonly<Record<string, readonly Sample[]>> = {
  'endpoint.port': [
    of({ endpoint: { port: 90 } }, becomes({ network: { service: { port: 90 } } })),
  ],
  'endpoint.path': [
    of({ endpoint: { path: '/v1/chat/completions' } }, becomes({})),
    of({ endpoint: { path: '/v1/embeddings' } }, dropped('changed nothing else')),
  ],
  'endpoint.type': [
    of(
      { endpoint: { type: 'LoadBalancer' } },
      becomes({ network: { service: { type: 'LoadBalancer' }, unauthenticated: 'allow' } }),
    ),
  ],
  'endpoint.nodePort': [
    of(
      { endpoint: { type: 'NodePort', nodePort: 30001 } },
      becomes({
        network: { service: { type: 'NodePort', nodePort: 30001 }, unauthenticated: 'allow' },
      }),
    ),
    of({ endpoint: { nodePort: 30001 } }, dropped('without `type: NodePort`')),
  ],
  'endpoint.gateway.enabled': [
    of({ endpoint: { gateway: { enabled: true } } }, refused('Envoy')),
    of({ endpoint: { gateway: { enabled: false } } }, becomes({})),
  ],
  'endpoint.gateway.gatewayRef': [
    of({ endpoint: { gateway: { gatewayRef: { name: 'g' } } } }, dropped('without `enabled`')),
  ],
  'endpoint.gateway.modelName': [
    of({ endpoint: { gateway: { modelName: 'g' } } }, dropped('without `enabled`')),
  ],
  containerPort: [of({ containerPort: 9000 }, dropped('at a fixed port'))],
  bindAddress: [
    of({ bindAddress: '0.0.0.0' }, becomes({ network: { bindAddress: '0.0.0.0' } })),
    of({}, becomes({ network: { bindAddress: '::' } })),
    of(
      { bindAddress: '0.0.0.0', extraArgs: ['--host', '::'] },
      dropped('`extraArgs` came after it'),
    ),
  ],
};

const resources: Readonly<Record<string, readonly Sample[]>> = {
  'resources.gpu': [
    of({ resources: { gpu: 1 } }, becomes({ hardware: { gpus: 1 } })),
    {
      ...of({ resources: { gpu: 1 } }, dropped('the Model')),
      model: { hardware: { gpu: { count: 2 } } },
    },
  ],
  'resources.cpu': [of({ resources: { cpu: '500m' } }, becomes({ resources: { cpu: '500m' } }))],
  'resources.memory': [
    of({ resources: { memory: '4Gi' } }, becomes({ resources: { memory: '4Gi' } })),
    of({ resources: { memory: '4Gi', hostMemory: '8Gi' } }, dropped('`hostMemory` came')),
  ],
  'resources.hostMemory': [
    of(
      { resources: { memory: '4Gi', hostMemory: '8Gi' } },
      becomes({ resources: { memory: '8Gi' } }),
    ),
  ],
  'resources.ephemeralStorage': [
    of(
      { resources: { ephemeralStorage: '9Gi' }, modelCache: { persistence: 'Ephemeral' } },
      becomes({ resources: { ephemeral: '9Gi' }, cache: { mode: 'none' } }),
    ),
    of({ resources: { ephemeralStorage: '9Gi' } }, becomes({ resources: { ephemeral: '9Gi' } })),
  ],
  'resources.gpuMemory': [of({ resources: { gpuMemory: '8Gi' } }, dropped('never read it'))],
  'resources.gpuSharing.mode': [
    of(sharing({ mode: 'exclusive' }), becomes({ hardware: { gpus: 1 } })),
    of(sharing({ mode: 'shared' }), refused('nodeSelector')),
    {
      service: { resources: { gpuSharing: { mode: 'shared' } } },
      model: { hardware: { gpu: { count: 1, vendor: 'amd' } } },
      fate: dropped('same GPU of AMD'),
    },
    of(sharing({ mode: 'partitioned' }), refused('without a `profile`')),
    of(sharing({ mode: 'partitioned', profile: '3g.20gb' }, 2), refused('exactly one')),
  ],
  'resources.gpuSharing.profile': [
    of(
      sharing({ mode: 'partitioned', profile: '3g.20gb' }),
      becomes({ hardware: { gpus: 1, mig: '3g.20gb' } }),
    ),
    of(sharing({ profile: '3g.20gb' }), refused('unless `mode`')),
  ],
  'resources.gpuSharing.memoryLimitGiB': [
    of(sharing({ mode: 'exclusive', memoryLimitGiB: 8 }), dropped('never reached a pod')),
  ],
  skipModelInit: [
    of({ skipModelInit: false }, becomes({})),
    of({ skipModelInit: true }, refused('pvc://')),
  ],
  'modelCache.persistence': [
    of({ modelCache: { persistence: 'Ephemeral' } }, becomes({ cache: { mode: 'none' } })),
    of({ modelCache: { persistence: 'Cached' } }, becomes({})),
    of({ modelCache: { persistence: 'Ephemeral', claimName: 'c' } }, refused('beside `claimName`')),
  ],
  'modelCache.claimName': [
    of({ modelCache: { claimName: 'c' } }, becomes({ cache: { mode: 'claim', claim: 'c' } })),
    {
      service: { modelCache: { claimName: 'c' } },
      model: { source: 'pvc://w/m.gguf' },
      fate: dropped('claim of the source'),
    },
  ],
};

const onlyMac: Readonly<Record<string, readonly Sample[]>> = {
  turboQuantBits: [of({ turboQuantBits: 3 }, dropped('oMLX'))],
  pagedSSDCacheDir: [of({ pagedSSDCacheDir: '/x' }, dropped('oMLX'))],
  hotCacheMaxSize: [of({ hotCacheMaxSize: '1GB' }, dropped('oMLX'))],
  pagedSSDCacheMaxSize: [of({ pagedSSDCacheMaxSize: '1GB' }, dropped('oMLX'))],
};

/** Samples of every field of an InferenceService's spec. */
export const serviceSamples = {
  ...lifecycle,
  ...reach,
  ...resources,
  ...llamaSamples,
  ...podSamples,
  ...engineSamples.fields,
  ...onlyMac,
};
