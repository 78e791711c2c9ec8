import type { Fact } from '../../src/core/target.ts';

const labels = { 'cli.llmkube.dev/release': 'qwen', 'cli.llmkube.dev/component': 'server' };

interface DeploymentShape {
  readonly uid?: string;
  readonly replicas?: number;
  readonly observedGeneration?: number;
  readonly updatedReplicas?: number;
  readonly availableReplicas?: number;
  readonly Available?: string;
  readonly ReplicaFailure?: string;
  readonly Progressing?: string;
  readonly progressedAt?: string;
  readonly paused?: boolean;
  readonly generation?: number;
  readonly reason?: string;
  readonly message?: string;
}

/** A Deployment as the API server sends it, of the generation that is awaited. */
export function deploymentFact(shape: DeploymentShape): Fact & { kind: 'present' } {
  const { uid = 'deployment-uid', replicas = 1, observedGeneration = 2, ...status } = shape;
  const conditions = (['Available', 'ReplicaFailure', 'Progressing'] as const).flatMap((type) =>
    status[type] === undefined
      ? []
      : [
          {
            type,
            status: status[type],
            reason: status.reason ?? '',
            message: status.message ?? '',
            ...(status.progressedAt === undefined ? {} : { lastUpdateTime: status.progressedAt }),
          },
        ],
  );
  return {
    kind: 'present',
    object: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {
        name: 'qwen',
        uid,
        generation: status.generation ?? 2,
        annotations: { 'deployment.kubernetes.io/revision': '2' },
      },
      spec: { replicas, ...(status.paused === true ? { paused: true } : {}) },
      status: {
        observedGeneration,
        updatedReplicas: status.updatedReplicas ?? replicas,
        availableReplicas: status.availableReplicas ?? 0,
        conditions,
      },
    },
  };
}

export function replicaSetFact(name: string, revision: string): Fact & { kind: 'present' } {
  return {
    kind: 'present',
    object: {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name,
        uid: name,
        annotations: { 'deployment.kubernetes.io/revision': revision },
        ownerReferences: [{ kind: 'Deployment', name: 'qwen', uid: 'deployment-uid' }],
      },
    },
  };
}

interface PodShape {
  readonly phase?: string;
  readonly owner?: string;
  readonly deleting?: boolean;
  readonly unschedulable?: string;
  readonly createdAt?: string;
  /** The container that is in the given state; `server` unless told otherwise. */
  readonly container?: 'server' | 'download';
  readonly hasSandbox?: boolean;
  readonly rejected?: string;
  readonly waiting?: string;
  readonly message?: string;
  readonly exitCode?: number;
  /** Of the last end, beside its exit code. */
  readonly ended?: {
    readonly reason?: string;
    readonly message?: string;
    readonly startedAt?: string;
    readonly finishedAt?: string;
  };
  readonly restartCount?: number;
  readonly running?: boolean;
  readonly started?: boolean;
  readonly ready?: boolean;
}

/** A pod of the release with one container, `server`, in the given state. */
export function podFact(name: string, shape: PodShape): Fact & { kind: 'present' } {
  return {
    kind: 'present',
    object: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name,
        uid: name,
        labels,
        ...(shape.createdAt === undefined ? {} : { creationTimestamp: shape.createdAt }),
        ...(shape.deleting === true ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
        ...(shape.owner === undefined
          ? {}
          : { ownerReferences: [{ kind: 'ReplicaSet', name: shape.owner, uid: shape.owner }] }),
      },
      spec: {
        ...(shape.unschedulable === undefined ? { nodeName: 'node-1' } : {}),
        initContainers: [{ name: 'download', image: 'engine:1' }],
        containers: [{ name: 'server', image: 'engine:1' }],
        volumes: [{ persistentVolumeClaim: { claimName: 'qwen-cache' } }],
      },
      status: {
        phase: shape.rejected === undefined ? (shape.phase ?? 'Running') : 'Failed',
        ...(shape.rejected === undefined ? {} : { reason: shape.rejected, message: 'no device' }),
        conditions: conditions(shape),
        [shape.container === 'download' ? 'initContainerStatuses' : 'containerStatuses']: [
          containerStatus(shape),
        ],
      },
    },
  };
}

function conditions({ unschedulable, ready, hasSandbox }: PodShape): object[] {
  const scheduled =
    unschedulable === undefined
      ? { type: 'PodScheduled', status: 'True' }
      : { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: unschedulable };
  const sandbox = {
    type: 'PodReadyToStartContainers',
    status: hasSandbox === true ? 'True' : 'False',
  };
  return [scheduled, sandbox, { type: 'Ready', status: ready === true ? 'True' : 'False' }];
}

function containerStatus(shape: PodShape): object {
  const { waiting, message, exitCode, restartCount = 0, running, started, ready } = shape;
  return {
    name: shape.container ?? 'server',
    restartCount,
    ready: ready ?? false,
    ...(started === undefined ? {} : { started }),
    state:
      running === true
        ? { running: {} }
        : waiting === undefined
          ? {}
          : { waiting: { reason: waiting, message } },
    lastState: exitCode === undefined ? {} : { terminated: { exitCode, ...shape.ended } },
  };
}

interface EventShape {
  /** `Pod`, with `uid` the name of a pod of `podFact`, unless told otherwise. */
  readonly kind?: string;
  readonly uid?: string;
  readonly container?: string;
  readonly note?: string;
  readonly count?: number;
  readonly at?: string;
}

/** An event as the API server sends it for what an old reporter wrote. */
export function eventFact(reason: string, shape: EventShape): Fact & { kind: 'present' } {
  const { kind = 'Pod', uid = 'a', container, note = '', count = 1, at } = shape;
  return {
    kind: 'present',
    object: {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { name: `${kind}-${uid}-${reason}-${container ?? ''}` },
      regarding: {
        kind,
        name: uid,
        uid,
        ...(container === undefined ? {} : { fieldPath: `spec.containers{${container}}` }),
      },
      reason,
      note,
      deprecatedCount: count,
      deprecatedLastTimestamp: at ?? '2026-01-01T00:00:00Z',
    },
  };
}
