import type { KindRef, ManagedFields, Manifest } from '../manifest.ts';
import { fieldManager } from '../marks.ts';
import { valueAt } from '../value-at.ts';

/** Whether objects of that kind write the replicas of a Deployment. */
export function isAutoscaler({ kind }: KindRef): boolean {
  return kind === 'HorizontalPodAutoscaler';
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
