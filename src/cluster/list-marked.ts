import type { KindRef, Manifest } from '../core/manifest.ts';
import { labelKeys } from '../core/marks.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { hasKind } from './has-kind.ts';
import { listObjects } from './list-pages.ts';
import type { Place } from './objects.ts';

/**
 * Every object of a kind that carries our label, of one release or of any. Nobody is told of a
 * permission that is missing for a kind that the cluster lacks.
 */
export async function listMarked(
  place: Place,
  kind: KindRef,
  release: string | undefined,
): Promise<readonly Manifest[]> {
  const { connection, namespace, signal } = place;
  const labelSelector =
    release === undefined ? labelKeys.release : `${labelKeys.release}=${release}`;
  const keep = (object: Manifest) => object;
  try {
    return (await listObjects(connection, { kind, namespace, labelSelector, keep, signal })).items;
  } catch (error) {
    const isForbidden = error instanceof LlmkubeError && error.code === 'FORBIDDEN';
    if (isForbidden && !(await hasKind(place, kind))) return [];
    throw error;
  }
}
