import { mutationPhases } from '../core/record/mutation-phase.ts';
import { parseSummary, type ReleaseSummary } from '../core/record/summary.ts';
import type { ListedRelease, ListResult, ReleasePhase } from '../core/results.ts';
import type { ListScope, LiveState, ReleaseRow, Target } from '../core/target.ts';

/** Every release of the target, or of every namespace, sorted by namespace and name. */
export async function list(scope: ListScope, target: Target): Promise<ListResult> {
  return { releases: (await target.listReleases(scope)).map(describeRow) };
}

function describeRow({ namespace, release, summary, createdAt, live }: ReleaseRow): ListedRelease {
  const known = parseSummary(summary);
  return {
    namespace,
    release,
    phase: phaseOf(known, live),
    ready: live?.ready ?? 0,
    wanted: live?.wanted ?? 0,
    model: known?.model ?? '',
    runtime: known?.runtime ?? '',
    ...(known === undefined ? {} : { revision: known.revision, changedAt: known.at }),
    ...(createdAt === undefined ? {} : { createdAt }),
  };
}

function phaseOf(summary: ReleaseSummary | undefined, live: LiveState | undefined): ReleasePhase {
  if (summary === undefined) return 'Unreadable';
  if (summary.phase !== 'deployed') return mutationPhase(summary.phase);
  if (live === undefined) return 'Missing';
  if (live.wanted === 0) return 'Stopped';
  return live.isAvailable ? 'Ready' : 'Progressing';
}

// What a later version writes is no phase that this one can name.
function mutationPhase(text: string): ReleasePhase {
  const known = mutationPhases.find((phase) => phase === text);
  return known === undefined || known === 'deployed' ? 'Unreadable' : capitalise(known);
}

function capitalise<T extends string>(text: T): Capitalize<T> {
  return (text.charAt(0).toUpperCase() + text.slice(1)) as Capitalize<T>;
}
