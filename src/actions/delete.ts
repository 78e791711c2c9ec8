import { describeRef, type ObjectRef } from '../core/manifest.ts';
import { labelKeys } from '../core/marks.ts';
import { dataKind, isOurs } from '../core/plan/ownership.ts';
import type { InventoryEntry, ReleaseRecord } from '../core/record/schema.ts';
import { foldReleaseName } from '../core/release-name.ts';
import type { DeleteResult } from '../core/results.ts';
import type { StoredRecord } from '../core/target.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { awaitGone, type Removals } from './await-gone.ts';
import { awaitLock } from './await-lock.ts';
import { type Named, otherSpelling } from './check-spelling.ts';
import { interruption } from './interruption.ts';
import { lockMarks } from './lock-marks.ts';
import type { Ports } from './ports.ts';
import { removeKeptClaim } from './remove-kept-claim.ts';
import { settle, unlocked } from './settle.ts';

export interface DeleteInput extends Named {
  /** Whether claims, and so the weights in them, go too. */
  readonly data: boolean;
}

/** What stops traffic and pods goes first; claims go when nothing mounts them any more. */
const removalOrder = ['Deployment', 'Service', 'Secret', 'ConfigMap', dataKind];

/**
 * Removes a release. The record goes last, so that an interrupted delete can be run again; an
 * object that is not of this release's life is left alone and named.
 */
export async function deleteRelease(input: DeleteInput, ports: Ports): Promise<DeleteResult> {
  const { target, emit } = ports;
  emit({ type: 'stageStarted', stage: 'remove' });
  const stored = await awaitLock(input.release, ports);
  const removals =
    stored === undefined || otherSpelling(input, stored) !== undefined
      ? await removeLeftovers(input, stored, ports)
      : await removeRelease(input, stored, ports);
  emit({ type: 'stageEnded', stage: 'remove', summary: `${removals.removed.length} removed` });
  const nameOf = (entry: ObjectRef) => describeRef(entry, target.address.namespace);
  return {
    type: 'result',
    release: input.release,
    target: target.address,
    removed: removals.removed.map(nameOf),
    kept: removals.kept.map(nameOf),
  };
}

// No such release: what may be left of one is the claim that an earlier delete kept.
async function removeLeftovers(
  { id, release, data }: DeleteInput,
  stored: StoredRecord | undefined,
  ports: Ports,
): Promise<Removals> {
  const removals = data && stored === undefined ? await removeKeptClaim(release, ports) : undefined;
  if (removals === undefined) throw notFound(id, ports.target.address.namespace);
  for (const object of removals.removed) {
    const name = describeRef(object, ports.target.address.namespace);
    ports.emit({ type: 'objectRemoved', object: name });
  }
  return removals;
}

async function removeRelease(
  input: DeleteInput,
  stored: StoredRecord,
  ports: Ports,
): Promise<Removals> {
  const { record, version } = await lock(input, stored, ports);
  const removals = await removeAndWait({ input, record, version }, ports);
  if ((await ports.target.removeRecord(input.release, version)) === 'changed') {
    throw superseded(input.release);
  }
  return removals;
}

async function lock(
  { release }: DeleteInput,
  stored: StoredRecord,
  ports: Ports,
): Promise<{ record: ReleaseRecord; version: string }> {
  const state = {
    ...stored.record.state,
    ...lockMarks('delete', ports),
    phase: 'deleting' as const,
  };
  const record = { ...stored.record, state };
  const outcome = await ports.target.commitRecord(record, stored.version);
  if (outcome.kind === 'changed') throw superseded(release);
  return { record, version: outcome.version };
}

interface Removal {
  readonly input: DeleteInput;
  readonly record: ReleaseRecord;
  readonly version: string;
}

async function removeAndWait(removal: Removal, ports: Ports): Promise<Removals> {
  try {
    const removals = await removeAll(removal, ports);
    await awaitGone(removal.input.release, removals, ports);
    return removals;
  } catch (error) {
    await settle(unlocked(removal.record), removal.version, ports);
    throw error;
  }
}

async function removeAll(removal: Removal, ports: Ports): Promise<Removals> {
  const removed: ObjectRef[] = [];
  const kept: ObjectRef[] = [];
  for (const entry of inOrder(removal.record.state.inventory)) {
    if (ports.signal.aborted) {
      throw interruption(ports.signal, `delete \`${removal.input.release}\``, {
        fact: `${removed.length} objects were removed`,
        suggestions: ['the same command again'],
      });
    }
    const object = describeRef(entry, ports.target.address.namespace);
    const why = await removeOne(entry, removal, ports);
    if (why === undefined) {
      removed.push(entry);
      ports.emit({ type: 'objectRemoved', object });
    } else if (why !== 'absent') {
      kept.push(entry);
      ports.emit({ type: 'objectKept', object, why });
    }
  }
  return { removed, kept };
}

// Gives back why the object stays, `absent` when there was nothing, nothing when it was removed.
async function removeOne(
  entry: InventoryEntry,
  { input, record }: Removal,
  { target }: Ports,
): Promise<string | undefined> {
  if (entry.kind === dataKind && !input.data) return 'it holds the weights; `--data` removes it';
  const live = await target.read(entry);
  if (live?.metadata.uid === undefined) return 'absent';
  if (!isOurs(live, { release: record.release, releaseId: record.state.releaseId }))
    return 'it is not part of this release';
  return (await target.remove(entry, live.metadata.uid)) === 'removed' ? undefined : 'absent';
}

function inOrder(inventory: readonly InventoryEntry[]): readonly InventoryEntry[] {
  return [...inventory].sort((a, b) => removalOrder.indexOf(a.kind) - removalOrder.indexOf(b.kind));
}

function notFound(release: string, namespace: string): LlmkubeError {
  return new LlmkubeError(
    'RELEASE_NOT_FOUND',
    `Cannot delete \`${release}\`: namespace \`${namespace}\` has no such release`,
    {
      facts: { release, namespace },
      suggestions: [
        `llmkube list -n ${namespace}`,
        'llmkube list -A',
        `kubectl -n ${namespace} get all,pvc -l ${labelKeys.release}=${foldReleaseName(release)}`,
      ],
    },
  );
}

function superseded(release: string): LlmkubeError {
  return new LlmkubeError(
    'RELEASE_SUPERSEDED',
    `Cannot finish deleting \`${release}\`: another llmkube changed it meanwhile`,
    {
      facts: { release },
      suggestions: ['the same command again'],
    },
  );
}
