import type { KindRef, ManagedFields, Manifest, ObjectRef } from '../manifest.ts';
import { fieldManager } from '../marks.ts';
import { valueAt } from '../value-at.ts';

/** Of KEDA. */
const scaledKind = 'ScaledObject';

/** Whether objects of that kind write the replicas of a Deployment. */
export function isAutoscaler({ kind }: Pick<KindRef, 'kind'>): boolean {
  return kind === 'HorizontalPodAutoscaler' || kind === scaledKind;
}

/** The HorizontalPodAutoscalers that come and go with an object that writes replicas. */
export function autoscalersOf({ kind, name }: ObjectRef): readonly string[] {
  if (!isAutoscaler({ kind })) return [];
  // KEDA makes one of its own, and names it so.
  return [kind === scaledKind ? `keda-hpa-${name}` : name];
}

/**
 * The number of replicas that a deploy lets go of because somebody else is to decide it. Kubernetes
 * takes a field away with its last owner: without an heir the Deployment would fall to one pod.
 */
export function replicasToHandOver(
  desired: Manifest,
  live: Manifest | undefined,
): number | undefined {
  if (desired.kind !== 'Deployment' || live === undefined) return undefined;
  if (valueAt(desired.spec, ['replicas']) !== undefined) return undefined;
  const entries = (live.metadata.managedFields ?? []) as readonly ManagedFields[];
  const own = entries.find(
    ({ manager, operation }) => manager === fieldManager && operation === 'Apply',
  );
  const isOwned = valueAt(own?.fieldsV1, ['f:spec', 'f:replicas']) !== undefined;
  const replicas = valueAt(live.spec, ['replicas']);
  return isOwned && typeof replicas === 'number' ? replicas : undefined;
}
