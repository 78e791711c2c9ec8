import { describeRef, type Manifest, type ObjectRef } from '../core/manifest.ts';
import { annotationKeys } from '../core/marks.ts';
import { dataKind } from '../core/plan/ownership.ts';
import type { DeleteResult } from '../core/results.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import type { Removals } from './await-gone.ts';
import { awaitLock } from './await-lock.ts';
import { type Named, otherSpelling } from './check-spelling.ts';
import { findMarked, removeLeftovers, warnOfUnseen } from './leftovers.ts';
import type { Ports } from './ports.ts';
import { releaseNotFound } from './release-not-found.ts';
import { deleteSuperseded, removeRelease } from './remove-release.ts';

export interface DeleteInput extends Named {
  /** Whether claims, and so the weights in them, go too. */
  readonly data: boolean;
}

/**
 * Removes a release. The record goes last, so that an interrupted delete can be run again; an
 * object that is not of this release's life is left alone and named.
 */
export async function deleteRelease(input: DeleteInput, ports: Ports): Promise<DeleteResult> {
  const { target, emit } = ports;
  emit({ type: 'stageStarted', stage: 'remove' });
  const removals = await removeNamed(input, ports);
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

/** Removes what there is of a name: a release, or what is left of one whose record is gone. */
export async function removeNamed(input: DeleteInput, ports: Ports): Promise<Removals> {
  const stored = await awaitLock(input.release, ports);
  if (stored === undefined) return removeRemains(input, ports);
  if (otherSpelling(input, stored) === undefined) return removeRelease(input, stored, ports);
  throw await releaseNotFound({ ...input, verb: 'delete' }, ports.target);
}

async function removeRemains(input: DeleteInput, ports: Ports): Promise<Removals> {
  const { target, emit } = ports;
  const made = await findRemains(input.release, ports);
  const remains = made.filter((object) => isSpelled(object, input));
  const claim = remains.find(({ kind }) => kind === dataKind);
  const isNothingToRemove = remains.every(({ kind }) => kind === dataKind && !input.data);
  if (isNothingToRemove) {
    const keptClaim = claim?.metadata.name;
    throw await releaseNotFound({ ...input, verb: 'delete', keptClaim }, target);
  }
  // A deploy writes its record before its objects, so these are nobody's only if there is none.
  if ((await target.readRecord(input.release)) !== undefined) throw deleteSuperseded(input.release);
  if (remains.some(({ kind }) => kind !== dataKind)) {
    const message = `the record of \`${input.release}\` is gone; what carries its labels is removed`;
    emit({ type: 'warning', message });
  }
  return await removeLeftovers(remains, input, ports);
}

// Who may not list objects can still delete releases that have a record.
async function findRemains(release: string, ports: Ports): Promise<readonly Manifest[]> {
  try {
    const marked = await findMarked(ports.target, release);
    if (marked.made.length > 0) warnOfUnseen(marked, ports);
    return marked.made;
  } catch (error) {
    if (error instanceof LlmkubeError && error.code === 'FORBIDDEN') return [];
    throw error;
  }
}

// Without a record only the objects themselves know how their model is spelled.
function isSpelled({ metadata }: Manifest, { id, release }: Named): boolean {
  const known = metadata.annotations?.[annotationKeys.modelId];
  return known === undefined || id === known || id === release;
}
