import { gpuMemoryOf } from '../core/hardware/gpu-memory.ts';
import { toleratesTaints } from '../core/hardware/tolerates-taints.ts';
import { deviceOffers } from '../core/profile/device-offers.ts';
import type { Resolved } from '../core/resolve/resolved.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import type { FitAsking } from './fit-release.ts';

/**
 * Memory of each GPU that a release gets: what was said, or what a profile or the nodes tell. Who
 * may not read nodes says it, or has a profile of somebody who may.
 */
export async function gpuBytesOf(
  resolved: Resolved,
  { resolving: { profile }, nodes }: FitAsking,
  signal: AbortSignal,
): Promise<readonly number[] | undefined> {
  const { nodeSelector, affinity } = resolved.pod ?? {};
  const isNarrowed = nodeSelector !== undefined || affinity !== undefined;
  const said = gpuMemoryOf(resolved);
  const known = said ?? gpuMemoryOf(resolved, profile?.devices);
  if (resolved.gpus === 0 || nodes === undefined || said !== undefined) return known;
  // Which nodes an affinity leads to is for the scheduler to say.
  if (affinity !== undefined) return undefined;
  // A profile is of all nodes, and its smallest GPU may be one that the pod never sees.
  if (known !== undefined && !isNarrowed) return known;
  try {
    const reached = await nodes(nodeSelector ?? {});
    const open = reached.filter(
      (node) => Object(Object(node).spec).unschedulable !== true && toleratesTaints(node, resolved),
    );
    return gpuMemoryOf(resolved, deviceOffers(open));
  } catch (error) {
    if (!(error instanceof LlmkubeError) || signal.aborted) throw error;
    return known;
  }
}
