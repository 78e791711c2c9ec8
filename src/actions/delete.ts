import { describeRef, type Manifest, type ObjectRef } from '../core/manifest.ts';
import { annotationKeys } from '../core/marks.ts';
import type { InventoryEntry, ReleaseRecord } from '../core/record/schema.ts';
import type { DeleteResult } from '../core/results.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { awaitGone } from './await-gone.ts';
import { awaitLock } from './await-lock.ts';
import type { Ports } from './ports.ts';

export interface DeleteInput {
  readonly release: string;
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
  const { record, version } = await lock(release, ports);
  emit({ type: 'stageStarted', stage: 'remove' });
  const outcome = { removed: [] as string[], kept: [] as string[] };
  for (const entry of inOrder(record.state.inventory)) {
    const name = describeRef(entry, target.address.namespace);
    const why = await removeOne(entry, { input, record }, ports);
    if (why === undefined) {
      outcome.removed.push(name);
      emit({ type: 'objectRemoved', object: name });
    } else if (why !== 'absent') {
      outcome.kept.push(name);
      emit({ type: 'objectKept', object: name, why });
    }
  }
  await awaitGone(
    release,
    { waitsFor: waitsFor(input, outcome.kept, record, target.address.namespace) },
    ports,
  );
  if ((await target.removeRecord(release, version)) === 'changed') throw superseded(release);
  emit({ type: 'stageEnded', stage: 'remove', summary: `${outcome.removed.length} removed` });
  return { type: 'result', release, target: target.address, ...outcome };
}

async function lock(
  release: string,
  ports: Ports,
): Promise<{ record: ReleaseRecord; version: string }> {
  const stored = await awaitLock(release, ports);
  if (stored === undefined) throw notFound(release, ports.target.address.namespace);
  const at = new Date(ports.clock.now()).toISOString();
  const { self } = ports;
  const record: ReleaseRecord = {
    ...stored.record,
    state: {
      ...stored.record.state,
      phase: 'deleting',
      changed: { at, by: self.user, cli: self.version },
      pending: {
        operation: ports.randomId(),
        holder: self.user,
        process: self.process,
        startedAt: at,
        kind: 'delete',
      },
    },
  };
  const outcome = await ports.target.commitRecord(record, stored.version);
  if (outcome.kind === 'changed') throw superseded(release);
  return { record, version: outcome.version };
}

// Gives back why the object stays, `absent` when there was nothing, nothing when it was removed.
async function removeOne(
  entry: InventoryEntry,
  { input, record }: { input: DeleteInput; record: ReleaseRecord },
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

function waitsFor(
  input: DeleteInput,
  kept: readonly string[],
  { state }: ReleaseRecord,
  namespace: string,
): readonly ObjectRef[] {
  return state.inventory.filter(
    (entry) =>
      (input.data || entry.kind !== dataKind) && !kept.includes(describeRef(entry, namespace)),
  );
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
      suggestions: ['llmkube list', 'llmkube list -A'],
    },
  );
}

function superseded(release: string): LlmkubeError {
  return new LlmkubeError(
    'RELEASE_SUPERSEDED',
    `Cannot finish deleting \`${release}\`: another llmkube changed it meanwhile`,
    {
      facts: { release },
      suggestions: [`llmkube delete ${release}`],
    },
  );
}
