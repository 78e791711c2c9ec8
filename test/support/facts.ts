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
        generation: 2,
        annotations: { 'deployment.kubernetes.io/revision': '2' },
      },
      spec: { replicas },
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
  readonly waiting?: string;
  readonly message?: string;
  readonly exitCode?: number;
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
        ...(shape.deleting === true ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
        ...(shape.owner === undefined
          ? {}
          : { ownerReferences: [{ kind: 'ReplicaSet', name: shape.owner, uid: shape.owner }] }),
      },
      spec: shape.unschedulable === undefined ? { nodeName: 'node-1' } : {},
      status: {
        phase: shape.phase ?? 'Running',
        conditions: conditions(shape),
        containerStatuses: [containerStatus(shape)],
      },
    },
  };
}

function conditions({ unschedulable, ready }: PodShape): object[] {
  const scheduled =
    unschedulable === undefined
      ? { type: 'PodScheduled', status: 'True' }
      : { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: unschedulable };
  return [scheduled, { type: 'Ready', status: ready === true ? 'True' : 'False' }];
}

function containerStatus(shape: PodShape): object {
  const { waiting, message, exitCode, restartCount = 0, running, started, ready } = shape;
  return {
    name: 'server',
    restartCount,
    ready: ready ?? false,
    ...(started === undefined ? {} : { started }),
    state:
      running === true
        ? { running: {} }
        : waiting === undefined
          ? {}
          : { waiting: { reason: waiting, message } },
    lastState: exitCode === undefined ? {} : { terminated: { exitCode } },
  };
}
