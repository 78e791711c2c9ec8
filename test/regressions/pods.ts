import type { PartialIntent } from '../../src/core/intent/merge-intent.ts';
import type { PeerItem } from './peer-item.ts';

const gpu = (rest: PartialIntent = {}): PartialIntent => ({ hardware: { gpus: 1, ...rest } });

const preference = { preferredDuringSchedulingIgnoredDuringExecution: [] };

/** Where pods run and what they may (6.6). */
export const pods: readonly PeerItem[] = [
  {
    id: '73 #1503',
    promise: 'nodes are chosen without GPUs too',
    shown: {
      given: { pod: { nodeSelector: { a: 'b' }, tolerations: [{ key: 'c', operator: 'Exists' }] } },
      holds: { 'pod.nodeSelector.a': 'b', 'pod.tolerations.0.key': 'c' },
    },
  },
  {
    id: '73 #1503',
    promise: 'and the taint of GPUs is tolerated with one alone',
    shown: { given: {}, holds: { 'pod.tolerations': undefined } },
  },
  {
    id: '74',
    promise: 'a new pod does not wait for the GPU of the old one',
    shown: { given: gpu(), holds: { 'Deployment.spec.strategy.type': 'Recreate' } },
  },
  {
    id: '75 #1583 #1584',
    promise: 'the affinity of the user is what the pod has',
    shown: {
      given: { pod: { affinity: { nodeAffinity: preference } } },
      holds: { 'pod.affinity': { nodeAffinity: preference } },
    },
  },
  {
    id: '76 #1479',
    promise: 'an image of the user runs where they say',
    shown: { given: {}, holds: { 'pod.affinity': undefined } },
  },
  {
    id: '77 #855',
    promise: 'a claim needs no preparation by root',
    shown: {
      given: {},
      holds: { 'pod.initContainers.1': undefined, 'pod.securityContext.runAsNonRoot': true },
    },
  },
  {
    id: '78 #888',
    promise: 'no container has a capability',
    shown: {
      given: {},
      holds: { 'pod.initContainers.0.securityContext.capabilities': { drop: ['ALL'] } },
    },
  },
  {
    id: '79 #418 #420',
    promise: 'no user and no group is said where the cluster assigns them',
    shown: {
      given: { pod: { identity: 'assigned' } },
      holds: {
        'pod.securityContext': { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      },
    },
  },
  {
    id: '79 #418 #420',
    promise: 'the group of a claim can be another one',
    shown: {
      given: { pod: { security: { fsGroup: 5 } } },
      holds: { 'pod.securityContext.fsGroup': 5 },
    },
  },
  {
    id: '80',
    promise: 'the download runs as the user that the pod has',
    shown: {
      given: { pod: { security: { runAsUser: 5 } } },
      holds: {
        'pod.securityContext.runAsUser': 5,
        'pod.initContainers.0.securityContext.runAsUser': undefined,
      },
    },
  },
  {
    id: '81 #375',
    promise: 'a runtime class is handed on, and none is there otherwise',
    shown: {
      given: { pod: { runtimeClass: 'nvidia' } },
      holds: { 'pod.runtimeClassName': 'nvidia' },
    },
  },
  {
    id: '82 #326',
    promise: 'annotations of pods are handed on',
    shown: {
      given: { pod: { annotations: { 'example.com/a': 'b' } } },
      holds: { 'Deployment.spec.template.metadata.annotations.example.com/a': 'b' },
    },
  },
  {
    id: '83 #660',
    promise: 'a pod is marked against eviction where somebody says so',
    shown: {
      given: { pod: { disruption: 'protect' } },
      holds: {
        'Deployment.spec.template.metadata.annotations.karpenter.sh/do-not-disrupt': 'true',
      },
    },
  },
  {
    id: '84',
    promise: 'no pod of a Deployment has a deadline',
    shown: { given: {}, holds: { 'pod.activeDeadlineSeconds': undefined } },
  },
  {
    id: '85 #1312',
    promise: 'the memory of a shared GPU reaches no pod',
    shown: {
      file: 'test/core/convert/regressions.test.ts',
      title: 'the memory of a shared GPU reaches no pod',
    },
  },
  {
    id: '86',
    promise: 'a MIG profile is of one NVIDIA GPU',
    shown: {
      given: gpu({ vendor: 'amd', mig: '3g.20gb' }),
      refused: '`hardware.mig` is of NVIDIA GPUs alone',
    },
  },
  {
    id: '86',
    promise: 'and is tolerated by the key that is said',
    shown: {
      given: gpu({ mig: '3g.20gb', tolerationKey: 'example.com/gpu' }),
      holds: {
        'engine.resources.limits.nvidia.com/mig-3g.20gb': '1',
        'pod.tolerations.0.key': 'example.com/gpu',
      },
    },
  },
  {
    id: '87',
    promise: 'a GPU that is shared is asked for by its name',
    shown: {
      given: gpu({ resourceName: 'nvidia.com/gpu.shared' }),
      holds: { 'engine.resources.limits.nvidia.com/gpu.shared': '1' },
    },
  },
  {
    id: '88 #1425 #1437',
    promise: 'the last words of every container are kept',
    shown: {
      given: {},
      holds: {
        'pod.initContainers.0.terminationMessagePolicy': 'FallbackToLogsOnError',
        'engine.terminationMessagePolicy': 'FallbackToLogsOnError',
      },
    },
  },
  {
    id: '89',
    promise: 'volumes of the user come after ours',
    shown: {
      given: { pod: { volumes: [{ name: 'more', emptyDir: {} }] } },
      holds: { 'pod.volumes.2.name': 'more' },
    },
  },
  {
    id: '90',
    promise: '`hostMemory` comes before `memory`',
    shown: {
      file: 'test/core/convert/regressions.test.ts',
      title: '`hostMemory` comes before `memory`',
    },
  },
  {
    id: '91 #1451',
    promise: 'disk space is asked for and limited',
    shown: {
      given: { resources: { ephemeral: '9Gi' } },
      holds: {
        'engine.resources.requests.ephemeral-storage': '9Gi',
        'engine.resources.limits.ephemeral-storage': '9Gi',
      },
    },
  },
];
