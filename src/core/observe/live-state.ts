import type { LiveState } from '../target.ts';
import type { DeploymentObject } from './objects.ts';
import { isAvailable } from './verdict.ts';

/** How a Deployment stands, without what it is made of. */
export function liveStateOf(deployment: DeploymentObject): LiveState {
  const { metadata, spec, status } = deployment;
  const isCurrent = (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0);
  return {
    wanted: spec?.replicas ?? 1,
    ready: status?.availableReplicas ?? 0,
    isAvailable: isCurrent && isAvailable(deployment),
  };
}
