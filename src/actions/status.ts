import { servedAs } from '../core/record/served-as.ts';
import { fieldOf } from '../core/record/summary.ts';
import type { StatusResult } from '../core/results.ts';
import { describeStatus } from '../core/status/describe-status.ts';
import { type ReleaseView, seenOr } from '../core/status/release-view.ts';
import type { StoredRecord, Target } from '../core/target.ts';
import { type Named, otherSpelling } from './check-spelling.ts';
import { lookAtRelease } from './look-at-release.ts';
import { releaseNotFound } from './release-not-found.ts';

/**
 * How a release stands, made of its record and of what is live. What this user may not see is
 * said and is no failure, as long as there is something to show.
 */
export async function status(named: Named, target: Target): Promise<StatusResult> {
  const { release } = named;
  const view = await lookAtRelease(release, target);
  const stored = seenOr(view.record, undefined);
  if (isAbsent(view) || otherSpelling(named, stored) !== undefined) {
    const keptClaim = stored === undefined ? seenOr(view.claims, [])[0]?.metadata.name : undefined;
    throw await releaseNotFound({ ...named, verb: 'status', keptClaim }, target);
  }
  refuseBlindness(view);
  const { address } = target;
  const { namespace } = address;
  const served = stored === undefined ? undefined : servedAs(stored.record.intent);
  const endpoint = served?.model ? target.endpoint(release, served) : undefined;
  const replicas = await decidedReplicas(stored);
  return describeStatus(view, { target: address, namespace, release, endpoint, replicas });
}

// What was asked for makes no revision when only it changes; what nobody asked for stands there.
async function decidedReplicas(stored: StoredRecord | undefined): Promise<number | undefined> {
  if (stored === undefined) return undefined;
  const { revisions, state, intent } = stored.record;
  const asked = fieldOf(intent.scale, 'replicas');
  if (typeof asked === 'number') return asked;
  // The reader of revisions brings the schema library along, like the one of records.
  const { readRevision } = await import('../core/record/revisions.ts');
  const { replicas, autoscale } = readRevision(revisions, state.revision)?.resolved ?? {};
  if (autoscale !== undefined) return undefined;
  return typeof replicas === 'number' ? replicas : undefined;
}

function isAbsent({ record, deployment, pods }: ReleaseView): boolean {
  const isSeenToBeGone = [record, deployment].every(
    (sight) => sight.kind === 'seen' && sight.value === undefined,
  );
  return isSeenToBeGone && seenOr(pods, []).length === 0;
}

// Without the record and without a Deployment nothing is known, not even that there is a release.
function refuseBlindness({ record, deployment }: ReleaseView): void {
  if (record.kind === 'seen' || record.error.code !== 'FORBIDDEN') return;
  if (seenOr(deployment, undefined) === undefined) throw record.error;
}
