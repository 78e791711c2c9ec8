import { parseSummary } from '../core/record/summary.ts';
import { releasePhase } from '../core/release-phase.ts';
import type { ListedRelease, ListResult } from '../core/results.ts';
import type { ListScope, ReleaseRow, Target } from '../core/target.ts';

/** Every release of the target, or of every namespace, sorted by namespace and name. */
export async function list(scope: ListScope, target: Target): Promise<ListResult> {
  return { releases: (await target.listReleases(scope)).map(describeRow) };
}

function describeRow({ summary, createdAt, live, ...row }: ReleaseRow): ListedRelease {
  const known = parseSummary(summary);
  return {
    namespace: row.namespace,
    release: row.release,
    phase: releasePhase({ mutation: known?.phase, live }),
    ready: live?.ready ?? 0,
    wanted: live?.wanted ?? 0,
    model: known?.model ?? '',
    runtime: known?.runtime ?? '',
    ...(known?.accelerator === undefined ? {} : { accelerator: known.accelerator }),
    ...(known?.cache === undefined ? {} : { cache: known.cache }),
    url: row.url,
    ...(known === undefined ? {} : { revision: known.revision, changedAt: known.at }),
    ...(createdAt === undefined ? {} : { createdAt }),
  };
}
