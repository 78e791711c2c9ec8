import type { PartialIntent } from '../../src/core/intent/merge-intent.ts';
import { serverCertificate } from '../cluster/test-certificates.ts';
import { engineFieldChanges } from './engine-field-changes.ts';
import { exposureChanges } from './exposure-changes.ts';
import { fileChanges } from './file-changes.ts';
import { sampledFields } from './golden/runtime-samples.ts';
import { scaleChanges } from './scale-changes.ts';

/** An intent that every change below is laid over. */
export const plainIntent = {
  model: { id: 'qwen', source: 'https://models.example/m.gguf' },
  runtime: { kind: 'llamacpp', image: 'llama-server:1' },
};

const withGpu = { hardware: { gpus: 1 } };
const withGpus = { hardware: { gpus: 2 } };
const inFolder: PartialIntent = { model: { source: 'pvc://weights/models' } };
const llamacpp = (options: PartialIntent): PartialIntent => ({ runtime: { llamacpp: options } });

export interface FieldChange {
  /** A value other than the default. */
  readonly given: PartialIntent;
  /** What it means something beside. */
  readonly beside?: PartialIntent;
}

const change = (given: PartialIntent, beside: PartialIntent = {}): FieldChange => ({
  given,
  beside,
});

const preferEast = {
  nodeAffinity: {
    preferredDuringSchedulingIgnoredDuringExecution: [
      {
        weight: 1,
        preference: { matchExpressions: [{ key: 'zone', operator: 'In', values: ['east'] }] },
      },
    ],
  },
};
const spread = {
  maxSkew: 1,
  topologyKey: 'zone',
  whenUnsatisfiable: 'ScheduleAnyway',
  labelSelector: { matchLabels: { 'cli.llmkube.dev/release': 'qwen' } },
};
const probe = { httpGet: { path: '/health', port: 'http' }, periodSeconds: 9 };

const proxy = { url: 'http://proxy.example:3128' };

const variable = (value: PartialIntent): PartialIntent => ({ runtime: { env: { A: value } } });
const inSecret = variable({ secret: { name: 'more', key: 'a' } });
const inConfigMap = variable({ configMap: { name: 'more', key: 'a' } });
const keysOf = (source: object): PartialIntent => ({ runtime: { envFrom: [source] } });
const device = (claim: object): PartialIntent => ({ hardware: { claims: [claim] } });
const claimed = device({ name: 'gpu', claimName: 'one' });
const tolerated = (toleration: object): PartialIntent => ({ pod: { tolerations: [toleration] } });
const tainted = tolerated({ key: 'a', value: 'x' });
const leaving = { key: 'a', value: 'x', effect: 'NoExecute' };
const scratch = { name: 'scratch', mountPath: '/a' };
const mounted = (mount: object): PartialIntent => ({ pod: { mounts: [mount] } });

/** For each field a value other than its default, with what it needs beside it. */
export const fieldChanges: Readonly<Record<string, FieldChange>> = {
  'model.id': change({ model: { id: 'other' } }),
  'model.source': change({ model: { source: 'https://models.example/other.gguf' } }),
  'model.sha256': change({ model: { sha256: 'a'.repeat(64) } }),
  'model.tokenSecret.name': change({ model: { tokenSecret: { name: 'hub', key: 'token' } } }),
  'model.tokenSecret.key': change({ model: { tokenSecret: { name: 'hub', key: 'other' } } }),
  ...fileChanges,
  'runtime.image': change({ runtime: { image: 'llama-server:2' } }),
  'runtime.command': change({ runtime: { command: ['/bin/other'] } }),
  'runtime.args': change({ runtime: { args: ['--threads', '4'] } }),
  'runtime.env': change({ runtime: { env: { OMP_NUM_THREADS: '4' } } }),
  'runtime.env.NAME.secret.name': change(
    variable({ secret: { name: 'other', key: 'a' } }),
    inSecret,
  ),
  'runtime.env.NAME.secret.key': change(variable({ secret: { name: 'more', key: 'b' } }), inSecret),
  'runtime.env.NAME.configMap.name': change(
    variable({ configMap: { name: 'other', key: 'a' } }),
    inConfigMap,
  ),
  'runtime.env.NAME.configMap.key': change(
    variable({ configMap: { name: 'more', key: 'b' } }),
    inConfigMap,
  ),
  'runtime.env.NAME.field': change(
    variable({ field: 'status.podIP' }),
    variable({ field: 'status.hostIP' }),
  ),
  'runtime.envFrom[].secret': change(keysOf({ secret: 'other' }), keysOf({ secret: 'more' })),
  'runtime.envFrom[].configMap': change(
    keysOf({ configMap: 'other' }),
    keysOf({ configMap: 'more' }),
  ),
  'runtime.envFrom[].prefix': change(
    keysOf({ configMap: 'more', prefix: 'B_' }),
    keysOf({ configMap: 'more' }),
  ),
  'runtime.llamacpp.router.maxModels': change(llamacpp({ router: { maxModels: 1 } }), inFolder),
  'runtime.llamacpp.router.idleSeconds': change(
    llamacpp({ router: { idleSeconds: 600 } }),
    inFolder,
  ),
  'runtime.llamacpp.gpuLayers': change(llamacpp({ gpuLayers: 10 }), withGpu),
  'runtime.llamacpp.rope.type': change(llamacpp({ rope: { type: 'yarn' } })),
  'runtime.llamacpp.rope.factor': change(llamacpp({ rope: { factor: 2.5 } })),
  'runtime.llamacpp.rope.originalContext': change(llamacpp({ rope: { originalContext: 4096 } })),
  'runtime.llamacpp.flashAttention': change(llamacpp({ flashAttention: false })),
  'runtime.llamacpp.jinja': change(llamacpp({ jinja: false })),
  'runtime.llamacpp.kvCache.key': change(llamacpp({ kvCache: { key: 'q8_0' } })),
  'runtime.llamacpp.kvCache.value': change(llamacpp({ kvCache: { value: 'q8_0' } })),
  'runtime.llamacpp.kvCache.location': change(llamacpp({ kvCache: { location: 'host' } })),
  'runtime.llamacpp.moe.cpuLayers': change(llamacpp({ moe: { cpuLayers: 'all' } })),
  'runtime.llamacpp.opOffload': change(llamacpp({ opOffload: false })),
  'runtime.llamacpp.promptCache': change(llamacpp({ promptCache: '2Gi' })),
  'runtime.llamacpp.tensorOverrides': change(llamacpp({ tensorOverrides: ['exps=CPU'] })),
  'runtime.llamacpp.metadataOverrides': change(llamacpp({ metadataOverrides: ['a=int:1'] })),
  'runtime.llamacpp.batchSize': change(llamacpp({ batchSize: 512 })),
  'runtime.llamacpp.microBatchSize': change(llamacpp({ microBatchSize: 128 })),
  'runtime.llamacpp.warmup': change(llamacpp({ warmup: false })),
  'runtime.llamacpp.reasoning.budget': change(llamacpp({ reasoning: { budget: 0 } })),
  'runtime.llamacpp.reasoning.message': change(llamacpp({ reasoning: { message: 'Enough.' } })),
  'runtime.llamacpp.sampling.temperature': change(llamacpp({ sampling: { temperature: 0 } })),
  'runtime.llamacpp.sampling.topK': change(llamacpp({ sampling: { topK: 64 } })),
  'runtime.llamacpp.sampling.topP': change(llamacpp({ sampling: { topP: 0.9 } })),
  'runtime.llamacpp.sampling.minP': change(llamacpp({ sampling: { minP: 0 } })),
  'runtime.llamacpp.sampling.repeatPenalty': change(llamacpp({ sampling: { repeatPenalty: 1.1 } })),
  'runtime.llamacpp.sampling.presencePenalty': change(
    llamacpp({ sampling: { presencePenalty: 1.5 } }),
  ),
  'runtime.llamacpp.pooling': change(llamacpp({ pooling: 'last' })),
  ...sampledFields(),
  ...engineFieldChanges,
  'serving.mode': change({ serving: { mode: 'embedding' } }),
  'serving.contextLength': change({ serving: { contextLength: 1 } }),
  'serving.concurrency': change({ serving: { concurrency: 2 } }),
  'serving.speculative.method': change({ serving: { speculative: { method: 'ngram-mod' } } }),
  'serving.speculative.tokens': change(
    { serving: { speculative: { tokens: 4 } } },
    { serving: { speculative: { method: 'ngram-mod' } } },
  ),
  'serving.speculative.minProbability': change(
    { serving: { speculative: { minProbability: 0.5 } } },
    { serving: { speculative: { method: 'draft-mtp' } } },
  ),
  'hardware.gpus': change(withGpu),
  'hardware.vendor': change({ hardware: { vendor: 'amd' } }, withGpu),
  'hardware.backend': change(
    { hardware: { backend: 'vulkan' } },
    { runtime: { image: null }, hardware: { gpus: 1, vendor: 'amd' } },
  ),
  'hardware.renderGroup': change({ hardware: { renderGroup: 992 } }, withGpu),
  'hardware.resourceName': change({ hardware: { resourceName: 'nvidia.com/gpu.shared' } }, withGpu),
  'hardware.tolerationKey': change({ hardware: { tolerationKey: 'example.com/gpu' } }, withGpu),
  'hardware.claims[].name': change(device({ name: 'other', claimName: 'one' }), claimed),
  'hardware.claims[].claimName': change(device({ name: 'gpu', claimName: 'two' }), claimed),
  'hardware.claims[].templateName': change(device({ name: 'gpu', templateName: 'one' }), claimed),
  'hardware.claims[].request': change(
    device({ name: 'gpu', claimName: 'one', request: 'first' }),
    claimed,
  ),
  'hardware.mig': change({ hardware: { mig: '3g.20gb' } }, withGpu),
  'hardware.split.mode': change({ hardware: { split: { mode: 'row' } } }, withGpus),
  'hardware.split.ratio': change({ hardware: { split: { ratio: [3, 1] } } }, withGpus),
  'resources.cpu': change({ resources: { cpu: '1' } }),
  'resources.memory': change({ resources: { memory: '1Gi' } }),
  'resources.ephemeral': change({ resources: { ephemeral: '1Gi' } }),
  'cache.mode': change({ cache: { mode: 'none' } }),
  'cache.claim': change({ cache: { mode: 'claim', claim: 'mine' } }),
  'cache.size': change({ cache: { size: '50Gi' } }),
  'cache.class': change({ cache: { class: 'fast' } }),
  'cache.access': change({ cache: { access: 'ReadWriteMany' } }),
  ...scaleChanges,
  'network.authorities': change({ network: { authorities: serverCertificate.certificate } }),
  'network.proxy.url': change({ network: { proxy } }),
  'network.proxy.noProxy': change(
    { network: { proxy: { noProxy: '.svc' } } },
    { network: { proxy } },
  ),
  'network.bindAddress': change({ network: { bindAddress: '0.0.0.0' } }),
  'network.service.port': change({ network: { service: { port: 80 } } }),
  ...exposureChanges,
  'pod.priorityClass': change({ pod: { priorityClass: 'urgent' } }),
  'pod.runtimeClass': change({ pod: { runtimeClass: 'nvidia' } }),
  'pod.labels': change({ pod: { labels: { team: 'a' } } }),
  'pod.disruption': change({ pod: { disruption: 'protect' } }),
  'pod.annotations': change({ pod: { annotations: { 'example.com/a': 'b' } } }),
  'pod.nodeSelector': change({ pod: { nodeSelector: { zone: 'a' } } }),
  'pod.tolerations[].key': change(tolerated({ key: 'b', value: 'x' }), tainted),
  'pod.tolerations[].operator': change(tolerated({ key: 'a', operator: 'Exists' }), {
    pod: { tolerations: [{ key: 'a' }] },
  }),
  'pod.tolerations[].value': change(tolerated({ key: 'a', value: 'y' }), tainted),
  'pod.tolerations[].effect': change(
    tolerated({ key: 'a', value: 'x', effect: 'NoExecute' }),
    tainted,
  ),
  'pod.tolerations[].tolerationSeconds': change(
    tolerated({ ...leaving, tolerationSeconds: 30 }),
    tolerated(leaving),
  ),
  'pod.affinity': change({ pod: { affinity: preferEast } }),
  'pod.topologySpread': change({ pod: { topologySpread: [spread] } }),
  'pod.volumes': change(
    { pod: { volumes: [{ name: 'more', configMap: { name: 'a' } }] } },
    { pod: { volumes: [{ name: 'more', emptyDir: {} }] } },
  ),
  'pod.volumes[].name': change(
    { pod: { volumes: [{ name: 'other', emptyDir: {} }] } },
    { pod: { volumes: [{ name: 'more', emptyDir: {} }] } },
  ),
  'pod.mounts': change(mounted({ ...scratch, subPath: 'a' }), mounted(scratch)),
  'pod.mounts[].name': change(
    { pod: { mounts: [{ ...scratch, name: 'more' }] } },
    { pod: { ...Object(mounted(scratch).pod), volumes: [{ name: 'more', emptyDir: {} }] } },
  ),
  'pod.mounts[].mountPath': change(mounted({ ...scratch, mountPath: '/b' }), mounted(scratch)),
  'pod.pullSecrets': change({ pod: { pullSecrets: ['login'] } }),
  'pod.identity': change({ pod: { identity: 'assigned' } }),
  'pod.security': change({ pod: { security: { fsGroup: 5 } } }),
  'pod.containerSecurity': change({
    pod: { containerSecurity: { readOnlyRootFilesystem: false } },
  }),
  'pod.probes.startup': change({ pod: { probes: { startup: probe } } }),
  'pod.probes.readiness': change({ pod: { probes: { readiness: probe } } }),
  'pod.probes.liveness': change({ pod: { probes: { liveness: probe } } }),
};
