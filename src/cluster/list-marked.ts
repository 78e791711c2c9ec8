import type { KindRef, Manifest } from '../core/manifest.ts';
import { labelKeys } from '../core/marks.ts';
import { listObjects } from './list-pages.ts';
import type { Place } from './objects.ts';

/** Every object of a kind that carries our label, of one release or of any. */
export async function listMarked(
  { connection, namespace, signal }: Place,
  kind: KindRef,
  release: string | undefined,
): Promise<readonly Manifest[]> {
  const labelSelector =
    release === undefined ? labelKeys.release : `${labelKeys.release}=${release}`;
  const keep = (object: Manifest) => object;
  return (await listObjects(connection, { kind, namespace, labelSelector, keep, signal })).items;
}
