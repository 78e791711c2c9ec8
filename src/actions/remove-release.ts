import { describeRef, type Manifest, type ObjectRef } from '../core/manifest.ts';
import { dataKind, isOurs } from '../core/plan/ownership.ts';
import type { InventoryEntry, ReleaseRecord } from '../core/record/schema.ts';
import type { StoredRecord, Target } from '../core/target.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { awaitGone, type Removals } from './await-gone.ts';
import { interruption } from './interruption.ts';
import { lockMarks } from './lock-marks.ts';
import type { Ports } from './ports.ts';
import { settle, unlocked } from './settle.ts';

/**
 * What stops traffic and pods goes first, and what is not named here before it; claims go when
 * nothing mounts them any more.
 */
const removalOrder = [
  ...['Deployment', 'Service', 'Secret', 'ConfigMap'],
  ...['NetworkPolicy', dataKind],
];

export interface RemoveOptions {
  readonly release: string;
  /** Whether claims, and so the weights in them, go too. */
  readonly data: boolean;
}

/** Removes what a record lists, waits until it is gone, and removes the record last. */
export async function removeRelease(
  options: RemoveOptions,
  stored: StoredRecord,
  ports: Ports,
): Promise<Removals> {
  if (ports.signal.aborted) throw interrupted(options.release, 0, ports);
  const { record, version } = await lock(options, stored, ports);
  const removals = await removeAndWait({ options, record, version }, ports);
  if ((await ports.target.removeRecord(options.release, version)) === 'changed') {
    throw deleteSuperseded(options.release);
  }
  return removals;
}

/** Sorts objects so that what needs another one goes before it. */
export function inRemovalOrder<T extends { readonly kind: string }>(objects: readonly T[]): T[] {
  return objects.toSorted((a, b) => removalOrder.indexOf(a.kind) - removalOrder.indexOf(b.kind));
}

async function lock(
  { release }: RemoveOptions,
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
  if (outcome.kind === 'changed') throw deleteSuperseded(release);
  return { record, version: outcome.version };
}

interface Removal {
  readonly options: RemoveOptions;
  readonly record: ReleaseRecord;
  readonly version: string;
}

async function removeAndWait(removal: Removal, ports: Ports): Promise<Removals> {
  try {
    const removals = await removeAll(removal, ports);
    await awaitGone(removal.options.release, removals, ports);
    return removals;
  } catch (error) {
    await settle(unlocked(removal.record), removal.version, ports);
    throw error;
  }
}

async function removeAll(removal: Removal, ports: Ports): Promise<Removals> {
  const removed: ObjectRef[] = [];
  const kept: ObjectRef[] = [];
  for (const entry of inRemovalOrder(removal.record.state.inventory)) {
    if (ports.signal.aborted) {
      throw interrupted(removal.options.release, removed.length, ports);
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
  { options, record }: Removal,
  { target }: Ports,
): Promise<string | undefined> {
  const why = whyKept(entry, options);
  if (why !== undefined) return why;
  const { release, state } = record;
  const { live, isDamaged } = await findLive(entry, release, target);
  if (live?.metadata.uid === undefined) return 'absent';
  if (!isDamaged && !isOurs(live, { release, releaseId: state.releaseId }))
    return 'it is not part of this release';
  return (await target.remove(entry, live.metadata.uid)) === 'removed' ? undefined : 'absent';
}

// What cannot be read any more still has its name and label, and can only be removed.
async function findLive(
  entry: ObjectRef,
  release: string,
  target: Target,
): Promise<{ readonly live: Manifest | undefined; readonly isDamaged: boolean }> {
  try {
    return { live: await target.read(entry), isDamaged: false };
  } catch (error) {
    if (!(error instanceof LlmkubeError) || error.code !== 'RECORD_UNREADABLE') throw error;
    const marked = await target.listObjects(entry, release);
    return { live: marked.find(({ metadata }) => metadata.name === entry.name), isDamaged: true };
  }
}

/** Why a claim outlives its release; nothing for what may go. */
export function whyKept(
  { kind }: ObjectRef,
  { data }: Pick<RemoveOptions, 'data'>,
): string | undefined {
  return kind === dataKind && !data ? 'it holds the weights; `--data` removes it' : undefined;
}

/** The error of a delete that another llmkube came in between. */
export function deleteSuperseded(release: string): LlmkubeError {
  return new LlmkubeError(
    'RELEASE_SUPERSEDED',
    `Cannot finish deleting \`${release}\`: another llmkube changed it meanwhile`,
    {
      facts: { release },
      suggestions: ['the same command again'],
    },
  );
}

function interrupted(release: string, removed: number, { signal }: Ports): LlmkubeError {
  const objects = removed === 1 ? '1 object was' : `${removed} objects were`;
  return interruption(signal, `delete \`${release}\``, {
    fact: removed === 0 ? 'nothing of it was removed' : `${objects} removed`,
    suggestions: ['the same command again'],
  });
}
