import { hasChanges } from '../core/plan/plan.ts';
import type { Prepared } from './prepare-plan.ts';

/** What should be known before a plan is carried out, each sentence once. */
export function warningsOf({ plan, resolved }: Pick<Prepared, 'plan' | 'resolved'>): string[] {
  const fromServer = plan.changes.flatMap(({ warnings }) => warnings);
  const ours = hasChanges(plan) ? mountedOnce(resolved) : [];
  return [...new Set([...fromServer, ...ours])];
}

// A claim of ours is mounted by one node at a time; pods that land on another one wait for ever.
function mountedOnce({ replicas, cache }: Prepared['resolved']): readonly string[] {
  if (replicas < 2 || (cache.mode !== 'release' && cache.mode !== 'shared')) return [];
  const cure = '`--cache none` or `--cache claim:NAME` with a claim for several nodes avoids that';
  return [`${replicas} pods mount one claim, so all must run on one node; ${cure}`];
}
