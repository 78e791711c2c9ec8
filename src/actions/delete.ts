import { describeRef, type Manifest, type ObjectRef } from '../core/manifest.ts';
import { annotationKeys } from '../core/marks.ts';
import type { InventoryEntry, ReleaseRecord } from '../core/record/schema.ts';
import type { DeleteResult } from '../core/results.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { awaitGone, type Removals } from './await-gone.ts';
import { awaitLock } from './await-lock.ts';
import { type Named, otherSpelling } from './check-spelling.ts';
import { lockMarks } from './lock-marks.ts';
import type { Ports } from './ports.ts';
import { settle, unlocked } from './settle.ts';

export interface DeleteInput extends Named {
  /** Whether claims, and so the weights in them, go too. */
  readonly data: boolean;
}

const dataKind = 'PersistentVolumeClaim';

/** What stops traffic and pods goes first; claims go when nothing mounts them any more. */
const removalOrder = ['Deployment', 'Service', 'Secret', 'ConfigMap', dataKind];

/**
 * Removes a release. The record goes last, so that an interrupted delete can be run again; an
 * object that is not of this release's life is left alone and named.
 */
export async function deleteRelease(input: DeleteInput, ports: Ports): Promise<DeleteResult> {
  const { release } = input;
  const { target, emit } = ports;
  const { record, version } = await lock(input, ports);
  emit({ type: 'stageStarted', stage: 'remove' });
  const removals = await removeAndWait({ input, record, version }, ports);
  if ((await target.removeRecord(release, version)) === 'changed') throw superseded(release);
  emit({ type: 'stageEnded', stage: 'remove', summary: `${removals.removed.length} removed` });
  const nameOf = (entry: ObjectRef) => describeRef(entry, target.address.namespace);
  return {
    type: 'result',
    release,
    target: target.address,
    removed: removals.removed.map(nameOf),
    kept: removals.kept.map(nameOf),
  };
}

async function lock(
  input: DeleteInput,
  ports: Ports,
): Promise<{ record: ReleaseRecord; version: string }> {
  const stored = await awaitLock(input.release, ports);
  if (stored === undefined || otherSpelling(input, stored) !== undefined) {
    throw notFound(input.id, ports.target.address.namespace);
  }
  const state = {
    ...stored.record.state,
    ...lockMarks('delete', ports),
    phase: 'deleting' as const,
  };
  const record = { ...stored.record, state };
  const outcome = await ports.target.commitRecord(record, stored.version);
  if (outcome.kind === 'changed') throw superseded(input.release);
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
  if (!isOfThisLife(live, record)) return 'it is not part of this release';
  return (await target.remove(entry, live.metadata.uid)) === 'removed' ? undefined : 'absent';
}

function isOfThisLife(live: Manifest, { state }: ReleaseRecord): boolean {
  return live.metadata.annotations?.[annotationKeys.releaseId] === state.releaseId;
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
      suggestions: [`llmkube list -n ${namespace}`, 'llmkube list -A'],
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
