import type { Manifest } from '../manifest.ts';
import { labelKeys } from '../marks.ts';
import type { DeploymentObject, PodObject } from './objects.ts';

export interface Rollout {
  readonly deployment: DeploymentObject | undefined;
  readonly pods: ReadonlyMap<string, PodObject>;
  readonly replicaSets: ReadonlyMap<string, Manifest>;
}

/**
 * The pods that the newest template made. One that Kubernetes gave up on is replaced and does not
 * count. Without ReplicaSets to read, every pod that is not going away counts, as soon as the
 * newest template has one.
 */
export function currentPods(rollout: Rollout): readonly PodObject[] {
  return ofNewestTemplate(rollout).filter(({ status }) => status?.phase !== 'Failed');
}

/** Pods of the newest template that a node did not take: it lacks what the scheduler counted on. */
export function rejectedPods(rollout: Rollout): readonly PodObject[] {
  return ofNewestTemplate(rollout).filter(
    ({ status }) => status?.phase === 'Failed' && nodeRejects.test(status.reason ?? ''),
  );
}

const nodeRejects = /^(UnexpectedAdmissionError|OutOf\w+|Outof\w+|NodeAffinity)$/;

function ofNewestTemplate(rollout: Rollout): readonly PodObject[] {
  const newest = newestReplicaSet(rollout);
  if (newest === undefined && (rollout.deployment?.status?.updatedReplicas ?? 0) < 1) return [];
  return [...rollout.pods.values()].filter(
    ({ metadata }) =>
      metadata.deletionTimestamp === undefined &&
      metadata.labels?.[labelKeys.component] === 'server' &&
      (newest === undefined ||
        metadata.ownerReferences?.some(({ uid }) => uid === newest.metadata.uid) === true),
  );
}

const revisionAnnotation = 'deployment.kubernetes.io/revision';

/** The ReplicaSet of the newest template, once it is known. */
export function newestReplicaSet({ deployment, replicaSets }: Rollout): Manifest | undefined {
  const revision = deployment?.metadata.annotations?.[revisionAnnotation];
  return [...replicaSets.values()].find(
    ({ metadata }) =>
      revision !== undefined &&
      metadata.annotations?.[revisionAnnotation] === revision &&
      metadata.ownerReferences?.some(({ uid }) => uid === deployment?.metadata.uid) === true,
  );
}
