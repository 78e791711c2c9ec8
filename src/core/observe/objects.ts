import type { ObjectMeta } from '../manifest.ts';

// The fields that observation reads, as the API server sends them (Kubernetes 1.34 to 1.37,
// apps/v1, core/v1 and events.k8s.io/v1). Everything is optional: an object may be seen early.

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string | null;
  readonly lastUpdateTime?: string;
}

export interface DeploymentObject {
  readonly metadata: ObjectMeta;
  readonly spec?: { readonly replicas?: number; readonly paused?: boolean };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
    readonly conditions?: readonly Condition[];
  };
}

export interface ContainerStatus {
  readonly name: string;
  /** Tells one run of the container from the next. */
  readonly containerID?: string;
  readonly ready?: boolean;
  readonly started?: boolean;
  readonly restartCount?: number;
  readonly state?: ContainerState;
  readonly lastState?: ContainerState;
}

export interface ContainerState {
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly running?: { readonly startedAt?: string };
  readonly terminated?: {
    readonly exitCode: number;
    readonly containerID?: string;
    readonly startedAt?: string | null;
    readonly finishedAt?: string | null;
    readonly reason?: string;
    readonly message?: string;
  };
}

export interface PodObject {
  readonly metadata: ObjectMeta;
  readonly spec?: {
    readonly nodeName?: string;
    readonly initContainers?: readonly ContainerSpec[];
    readonly containers?: readonly ContainerSpec[];
    readonly volumes?: readonly {
      readonly persistentVolumeClaim?: { readonly claimName?: string };
    }[];
  };
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly message?: string;
    readonly conditions?: readonly Condition[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

interface ContainerSpec {
  readonly name: string;
  readonly image?: string;
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
}

/** An event of events.k8s.io/v1; what old reporters write arrives in its deprecated fields. */
export interface EventObject {
  readonly metadata: ObjectMeta;
  readonly regarding?: {
    readonly kind?: string;
    readonly name?: string;
    readonly uid?: string;
    readonly fieldPath?: string;
  };
  readonly reason?: string;
  readonly note?: string;
  readonly eventTime?: string | null;
  readonly series?: { readonly count?: number; readonly lastObservedTime?: string };
  readonly deprecatedCount?: number;
  readonly deprecatedLastTimestamp?: string | null;
}

/** How often it has happened. */
export function countOf({ series, deprecatedCount }: EventObject): number {
  return series?.count ?? deprecatedCount ?? 1;
}

/** When it happened last, in milliseconds by the cluster's clock. */
export function timeOf({ series, deprecatedLastTimestamp, eventTime }: EventObject): number {
  return Date.parse(series?.lastObservedTime ?? deprecatedLastTimestamp ?? eventTime ?? '');
}

/** The container that it is about, when it is about one. */
export function containerOf({ regarding }: EventObject): string | undefined {
  return /\{(.+)\}$/.exec(regarding?.fieldPath ?? '')?.[1];
}

export function conditionOf(
  object: { status?: { conditions?: readonly Condition[] } },
  type: string,
): Condition | undefined {
  return object.status?.conditions?.find((condition) => condition.type === type);
}
