import type { DeploymentObject } from '../core/observe/objects.ts';
import { isAvailable } from '../core/observe/verdict.ts';
import { mutationPhases } from '../core/record/mutation-phase.ts';
import { parseSummary, type ReleaseSummary } from '../core/record/summary.ts';
import type { ListedRelease, ListResult, ReleasePhase } from '../core/results.ts';
import type { ListScope, ReleaseRow, Target } from '../core/target.ts';

/** Every release of the target, or of every namespace, sorted by namespace and name. */
export async function list(scope: ListScope, target: Target): Promise<ListResult> {
  const rows = await target.listReleases(scope);
  const releases = rows.map(describeRow);
  releases.sort((a, b) => compare(a.namespace, b.namespace) || compare(a.release, b.release));
  return { releases };
}

function describeRow({
  namespace,
  release,
  summary,
  createdAt,
  deployment,
}: ReleaseRow): ListedRelease {
  const known = parseSummary(summary);
  const live = deployment as DeploymentObject | undefined;
  return {
    namespace,
    release,
    phase: phaseOf(known, live),
    ready: live?.status?.availableReplicas ?? 0,
    wanted: live?.spec?.replicas ?? 0,
    model: known?.model ?? '',
    runtime: known?.runtime ?? '',
    ...(known === undefined ? {} : { revision: known.revision, changedAt: known.at }),
    ...(createdAt === undefined ? {} : { createdAt }),
  };
}

function phaseOf(
  summary: ReleaseSummary | undefined,
  live: DeploymentObject | undefined,
): ReleasePhase {
  if (summary === undefined) return 'Unreadable';
  if (summary.phase !== 'deployed') return mutationPhase(summary.phase);
  if (live === undefined) return 'Missing';
  if (live.spec?.replicas === 0) return 'Stopped';
  const isCurrent = (live.status?.observedGeneration ?? 0) >= (live.metadata.generation ?? 0);
  return isCurrent && isAvailable(live) ? 'Ready' : 'Progressing';
}

// What a later version writes is no phase that this one can name.
function mutationPhase(text: string): ReleasePhase {
  const known = mutationPhases.find((phase) => phase === text);
  return known === undefined || known === 'deployed' ? 'Unreadable' : capitalise(known);
}

function capitalise<T extends string>(text: T): Capitalize<T> {
  return (text.charAt(0).toUpperCase() + text.slice(1)) as Capitalize<T>;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
