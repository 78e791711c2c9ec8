import type { Manifest } from '../manifest.ts';
import { labelsOf } from '../marks.ts';
import type { ContainerState, ContainerStatus } from '../observe/objects.ts';
import { containerNames } from '../render/container.ts';

/** One try of a host to run a release in one way, told in the words of a pod. */
export interface HostPod {
  readonly release: string;
  readonly name: string;
  readonly uid: string;
  /** The host. */
  readonly node: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** ISO 8601; it is being ended. */
  readonly deletedAt?: string;
  /** Why there is no room for it, while there is none. */
  readonly noRoom?: string;
  /** Absent where nothing is downloaded. */
  readonly download?: HostContainer;
  readonly server: HostContainer;
}

export interface HostContainer {
  /** How often it was started again. */
  readonly restarts: number;
  /** The newest run. */
  readonly run?: string;
  readonly state: ContainerState;
  readonly lastState?: ContainerState;
  /** It has answered that its model is loaded. */
  readonly isReady: boolean;
}

/** The pod as a cluster would show it, so that whatever reads a cluster reads a host. */
export function podOf(pod: HostPod, namespace: string): Manifest {
  const { download, server, noRoom } = pod;
  const condition = (type: string, isTrue: boolean, message?: string) => ({
    type,
    status: isTrue ? 'True' : 'False',
    ...(message === undefined ? {} : { reason: 'Unschedulable', message }),
  });
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: pod.name,
      namespace,
      uid: pod.uid,
      labels: labelsOf(pod.release, 'server'),
      creationTimestamp: pod.createdAt,
      ...(pod.deletedAt === undefined ? {} : { deletionTimestamp: pod.deletedAt }),
    },
    spec: {
      ...(noRoom === undefined ? { nodeName: pod.node } : {}),
      ...(download === undefined ? {} : { initContainers: [{ name: containerNames.downloader }] }),
      containers: [{ name: containerNames.server }],
    },
    status: {
      phase: server.state.running === undefined ? 'Pending' : 'Running',
      conditions: [
        condition('PodScheduled', noRoom === undefined, noRoom),
        condition('Ready', server.isReady),
      ],
      ...(download === undefined
        ? {}
        : { initContainerStatuses: [statusOf(containerNames.downloader, download)] }),
      containerStatuses: [statusOf(containerNames.server, server)],
    },
  };
}

function statusOf(name: string, container: HostContainer): ContainerStatus {
  const { run, state, lastState, restarts, isReady } = container;
  return {
    name,
    ready: isReady,
    started: isReady,
    restartCount: restarts,
    state,
    ...(run === undefined ? {} : { containerID: run }),
    ...(lastState === undefined ? {} : { lastState }),
  };
}

/** What a host has made of a Deployment, in the words of its status. */
export function deploymentStatus(desired: Manifest, pod: HostPod | undefined): object {
  const isCurrent = pod !== undefined && pod.deletedAt === undefined;
  const wanted = replicasOf(desired);
  const ready = isCurrent && pod.server.isReady ? 1 : 0;
  return {
    observedGeneration: desired.metadata.generation ?? 0,
    replicas: pod === undefined ? 0 : 1,
    updatedReplicas: isCurrent ? 1 : 0,
    readyReplicas: ready,
    availableReplicas: ready,
    conditions: [{ type: 'Available', status: ready >= wanted ? 'True' : 'False' }],
  };
}

/** Why a Deployment gets nowhere on a host, as a cluster says `DeploymentPaused`. */
export const agentStopped = 'AgentStopped';

/** What stands for the status of a Deployment while its agent is stopped: nobody looks at it. */
export const stoppedStatus: object = {
  conditions: [{ type: 'Progressing', status: 'Unknown', reason: agentStopped }],
};

/** How many engines a Deployment wants on a host: one or none. */
export function replicasOf(desired: Manifest): 0 | 1 {
  const spec: { replicas?: unknown } = Object(desired.spec);
  return spec.replicas === 0 ? 0 : 1;
}
