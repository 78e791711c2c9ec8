import { agentStopped } from '../agent-protocol/host-pod.ts';
import type { LiveState } from '../target.ts';
import { conditionOf, type DeploymentObject } from './objects.ts';
import { isAvailable } from './verdict.ts';

/** How a Deployment stands, without what it is made of. */
export function liveStateOf(deployment: DeploymentObject): LiveState {
  const { metadata, spec, status } = deployment;
  const wanted = spec?.replicas ?? 1;
  const isCurrent = (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0);
  return {
    wanted,
    ready: status?.availableReplicas ?? 0,
    isAvailable: isCurrent && isAvailable(deployment),
    isStopped: wanted === 0 || conditionOf(deployment, 'Progressing')?.reason === agentStopped,
  };
}
