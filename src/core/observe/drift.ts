import type { ManagedFields, Manifest } from '../manifest.ts';
import { fieldManager } from '../marks.ts';
import { fieldOf } from '../record/summary.ts';
import type { Drift } from '../results.ts';

/**
 * What somebody else did to a Deployment since we wrote it, told by who wrote fields later and by
 * the replicas that we decided: scaling to none leaves no trace of who did it (Kubernetes
 * 1.37). A hint: what was written may be nothing of ours.
 */
export function driftOf(deployment: Manifest, replicas: number | undefined): Drift | undefined {
  const live = fieldOf(deployment.spec, 'replicas');
  const isScaled = replicas !== undefined && live !== replicas;
  // An autoscaler of the release writes there all the time.
  const writer = laterWriter(deployment, isScaled ? ['status'] : ['status', 'scale']);
  if (writer === undefined && !isScaled) return undefined;
  const what = isScaled
    ? `it was scaled to ${live} replicas, llmkube left it at ${replicas}`
    : 'fields of it were written';
  return { what, ...writer };
}

// Both times are the API server's own, so no two clocks are compared.
function laterWriter(
  { metadata }: Manifest,
  besides: readonly string[],
): { by: string; at: string } | undefined {
  const entries = (metadata.managedFields ?? []) as readonly ManagedFields[];
  const ours = entries
    .filter(isOurs)
    .map(({ time = '' }) => time)
    .toSorted()
    .at(-1);
  const [latest] = entries
    .filter((entry) => !isOurs(entry) && !besides.includes(entry.subresource ?? ''))
    .map(({ manager = '', time = '' }) => ({ by: manager, at: time }))
    .filter(({ at }) => ours !== undefined && at >= ours)
    .toSorted((one, other) => (one.at < other.at ? 1 : -1));
  return latest;
}

function isOurs({ manager = '' }: ManagedFields): boolean {
  return manager === fieldManager || manager.startsWith(`${fieldManager}-`);
}
