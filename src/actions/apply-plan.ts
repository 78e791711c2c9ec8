import type { PartialIntent } from '../core/intent/merge-intent.ts';
import { describeRef, type Manifest, type ObjectRef } from '../core/manifest.ts';
import { forcedPathsOf } from '../core/plan/forced-paths.ts';
import { isAutoscaler } from '../core/plan/handover.ts';
import { isOurs } from '../core/plan/ownership.ts';
import type { Change } from '../core/plan/plan.ts';
import { wavesOf } from '../core/plan/waves.ts';
import {
  inventoryOf,
  objectKey,
  unionInventory,
  withData,
  withUid,
} from '../core/record/inventory.ts';
import type { MutationPhase } from '../core/record/mutation-phase.ts';
import { addRevision } from '../core/record/revisions.ts';
import { type ReleaseRecord, recordSchemaVersion } from '../core/record/schema.ts';
import { renderProfile } from '../core/render/render.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { handOverReplicas } from './hand-over-replicas.ts';
import { interruption } from './interruption.ts';
import { lockMarks } from './lock-marks.ts';
import type { Ports } from './ports.ts';
import { describeRequest, type Prepared } from './prepare-plan.ts';
import { settle, unlocked } from './settle.ts';
import { targetFlag } from './target-words.ts';

export type ApplyOutcome =
  | { readonly kind: 'applied'; readonly revision: number; readonly objects: readonly Manifest[] }
  /** What was planned on has moved; nothing is lost, the plan has to be made again. */
  | { readonly kind: 'stale' };

/** Applied objects by key. */
type Applied = Map<string, Manifest>;

/**
 * Carries a plan out: lock, waves, prune, commit. Whatever happens, the record says afterwards
 * what was made, so that the next run finishes or removes it.
 */
export async function applyPlan(prepared: Prepared, ports: Ports): Promise<ApplyOutcome> {
  const locked = lockedRecord(prepared, ports);
  // Made before the first write: a revision too large to store must not be found out after it.
  const finished = finishedRecord(prepared, locked);
  const lock = await ports.target.commitRecord(locked, prepared.stored?.version);
  if (lock.kind === 'changed') return { kind: 'stale' };
  const applied: Applied = new Map();
  try {
    // An autoscaler would write another number behind the one that is applied.
    await prune(prepared, isAutoscaler, ports);
    await applyWaves(prepared, applied, ports);
    await prune(prepared, (entry) => !isAutoscaler(entry), ports);
  } catch (error) {
    const phase = ports.signal.aborted ? 'interrupted' : 'failed';
    await settle(withState(locked, phase, applied), lock.version, ports);
    if (error instanceof LlmkubeError && error.code === 'OBJECT_CHANGED') return { kind: 'stale' };
    throw error instanceof LlmkubeError ? halfMade(error, prepared, applied.size) : error;
  }
  const live = liveObjects(prepared.plan.changes, applied);
  await commit(withState(finished, 'deployed', live), lock.version, ports);
  const { revision } = finished.state;
  if (revision !== locked.state.revision) ports.emit({ type: 'revisionCommitted', revision });
  return { kind: 'applied', revision, objects: [...live.values()] };
}

// What was refused is the error; what had been made before it must not go unsaid.
function halfMade(error: LlmkubeError, { plan }: Prepared, made: number): LlmkubeError {
  if (made === 0 || /^(INTERRUPTED|TERMINATED)$/.test(error.code)) return error;
  const all = wavesOf(plan.changes).flat().length;
  const message = `${error.message}; ${made} of ${all} changes were made before`;
  return new LlmkubeError(error.code, message, {
    facts: { ...error.facts, changesMade: made },
    suggestions: [...error.suggestions, 'the same command again'].slice(0, 3),
    cause: error,
  });
}

function lockedRecord(prepared: Prepared, ports: Ports): ReleaseRecord {
  const { stored, releaseId, request, intent, manifests } = prepared;
  const before = stored?.record;
  return {
    schema: before?.schema ?? recordSchemaVersion,
    release: request.release,
    intent: before?.intent ?? intent,
    revisions: before?.revisions ?? new Map(),
    unknownData: before?.unknownData ?? {},
    state: {
      ...before?.state,
      ...lockMarks('deploy', ports),
      releaseId,
      revision: before?.state.revision ?? 0,
      profile: before?.state.profile ?? renderProfile,
      phase: 'deploying',
      inventory: unionInventory(before?.state.inventory ?? [], inventoryOf(manifests)),
    },
  };
}

function finishedRecord(
  { request, intent, resolved, manifests }: Prepared,
  locked: ReleaseRecord,
): ReleaseRecord {
  // A claim that is no longer mounted still holds weights, and `delete --data` must find it.
  const inventory = withData(locked.state.inventory, inventoryOf(manifests));
  if (request.keepsRevision === true && locked.state.revision > 0) {
    return { ...locked, intent, state: { ...locked.state, inventory } };
  }
  const revision = locked.state.revision + 1;
  const { profile, changed } = locked.state;
  const revisions = addRevision(locked.revisions, {
    revision,
    ...changed,
    profile,
    cause: 'deploy',
    intent,
    resolved,
    objects: manifests.map((manifest) => ({ ...manifest, metadata: { ...manifest.metadata } })),
  });
  const state = { ...locked.state, revision, inventory };
  return { ...locked, intent, revisions, state };
}

function withState(record: ReleaseRecord, phase: MutationPhase, objects: Applied): ReleaseRecord {
  const { state } = unlocked(record);
  const uids = new Map([...objects].map(([key, { metadata }]) => [key, metadata.uid]));
  const inventory = state.inventory.map((entry) => withUid(entry, uids));
  return { ...record, state: { ...state, phase, inventory } };
}

async function applyWaves(
  { plan, request }: Prepared,
  applied: Applied,
  ports: Ports,
): Promise<void> {
  const { given } = request;
  const waves = wavesOf(plan.changes);
  for (const wave of waves) {
    if (ports.signal.aborted) {
      throw interruption(ports.signal, describeRequest(request), {
        fact: `${applied.size} of ${waves.flat().length} changes were made`,
        suggestions: ['the same command again'],
      });
    }
    const outcomes = await Promise.allSettled(
      wave.map(async (change) => {
        applied.set(objectKey(change.object), await applyOne(change, given, ports));
      }),
    );
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }
}

// The uid turns an apply into an update only: an object made by somebody else in the meantime is
// a conflict, not a silent adoption.
async function applyOne(change: Change, given: PartialIntent, ports: Ports): Promise<Manifest> {
  const { desired, live, object, action } = change;
  const uid = live?.metadata.uid;
  const metadata = { ...desired.metadata, ...(uid === undefined ? {} : { uid }) };
  const forcedPaths = forcedPathsOf(object.kind, given);
  await handOverReplicas(change, ports);
  const result = await ports.target.apply({ ...desired, metadata }, { forcedPaths });
  const name = describeRef(object, ports.target.address.namespace);
  ports.emit({ type: 'objectApplied', object: name, action });
  return result;
}

async function prune(
  { plan, request, releaseId }: Prepared,
  isMeant: (entry: ObjectRef) => boolean,
  { target, emit }: Ports,
): Promise<void> {
  const life = { release: request.release, releaseId };
  for (const entry of plan.prune.filter(isMeant)) {
    const live = await target.read(entry);
    const uid = live?.metadata.uid;
    // Somebody else may have taken the name since: what is not ours is not ours to remove.
    if (live === undefined || uid === undefined || !isOurs(live, life)) continue;
    if ((await target.remove(entry, uid)) === 'absent') continue;
    emit({ type: 'objectRemoved', object: describeRef(entry, target.address.namespace) });
  }
}

async function commit(record: ReleaseRecord, version: string, { target }: Ports): Promise<void> {
  const outcome = await target.commitRecord(record, version);
  if (outcome.kind === 'changed') {
    throw new LlmkubeError(
      'RELEASE_SUPERSEDED',
      `Cannot finish deploying \`${record.release}\`: another llmkube took the release over`,
      {
        facts: { release: record.release },
        suggestions: [`llmkube list ${targetFlag(target.address)}`],
      },
    );
  }
}

function liveObjects(changes: readonly Change[], applied: Applied): Applied {
  return new Map(
    changes.map(({ object, live, desired }) => {
      const key = objectKey(object);
      return [key, applied.get(key) ?? live ?? desired];
    }),
  );
}
