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
  const resolved = await resolvedOf(stored);
  const served = stored === undefined ? undefined : servedAs(stored.record.intent, resolved);
  const endpoint = served?.model ? target.endpoint(release, served) : undefined;
  const replicas = decidedReplicas(stored, resolved);
  const shown = describeStatus(view, { target: address, namespace, release, endpoint, replicas });
  const memory = await memoryOf(view, resolved, target);
  return memory === undefined ? shown : { ...shown, memory };
}

async function memoryOf(
  { pods }: ReleaseView,
  resolved: unknown,
  target: Target,
): Promise<StatusResult['memory']> {
  if (resolved === undefined) return undefined;
  // It brings every runtime along.
  const { engineMemoryOf } = await import('./engine-memory-of.ts');
  return await engineMemoryOf(resolved, seenOr(pods, []), target);
}

// What was asked for makes no revision when only it changes; what nobody asked for stands there.
function decidedReplicas(stored: StoredRecord | undefined, resolved: unknown): number | undefined {
  const asked = fieldOf(stored?.record.intent.scale, 'replicas');
  if (typeof asked === 'number') return asked;
  const isScaled = ['autoscale', 'keda'].some((field) => fieldOf(resolved, field) !== undefined);
  const replicas = fieldOf(resolved, 'replicas');
  return typeof replicas === 'number' && !isScaled ? replicas : undefined;
}

async function resolvedOf(stored: StoredRecord | undefined): Promise<unknown> {
  if (stored === undefined) return undefined;
  const { revisions, state } = stored.record;
  // The reader of revisions brings the schema library along, like the one of records.
  const { readRevision } = await import('../core/record/revisions.ts');
  return readRevision(revisions, state.revision)?.resolved;
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
