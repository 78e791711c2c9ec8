import { hasChanges } from '../core/plan/plan.ts';
import type { ClusterProfile } from '../core/profile/cluster-profile.ts';
import { profileWarnings } from '../core/profile/judge-profile.ts';
import { mostReplicas } from '../core/resolve/resolve-scale.ts';
import { runtimeNamed } from '../runtimes/runtimes.ts';
import type { Prepared } from './prepare-plan.ts';

/** What should be known before a plan is carried out, each sentence once. */
export function warningsOf(
  { plan, resolved }: Pick<Prepared, 'plan' | 'resolved'>,
  profile?: ClusterProfile | undefined,
): string[] {
  const fromServer = plan.changes.flatMap(({ warnings }) => warnings);
  const ours = hasChanges(plan) ? mountedOnce(resolved) : [];
  const ofEngine = hasChanges(plan) ? (runtimeNamed(resolved.runtime).caveats ?? []) : [];
  const ofCluster = profile === undefined ? [] : profileWarnings(resolved, profile);
  return [...new Set([...fromServer, ...ours, ...ofEngine, ...ofCluster])];
}

// A claim of ours is mounted by one node at a time; pods that land on another one wait for ever.
function mountedOnce(resolved: Prepared['resolved']): readonly string[] {
  const { cache } = resolved;
  const replicas = mostReplicas(resolved);
  if (replicas < 2 || (cache.mode !== 'release' && cache.mode !== 'shared')) return [];
  const cure = '`--cache none` or `--cache claim:NAME` with a claim for several nodes avoids that';
  return [`${replicas} pods mount one claim, so all must run on one node; ${cure}`];
}
