import type { Manifest } from '../manifest.ts';
import { annotationKeys, labelKeys, sharedCacheName } from '../marks.ts';

/** Data outlives every plan: only `delete --data` removes a claim. */
export const dataKind = 'PersistentVolumeClaim';

export interface Life {
  readonly release: string;
  /** Tells this life of the name from an earlier one. */
  readonly releaseId: string;
}

/**
 * Whether a live object belongs to this life of a release. The one rule for everything that
 * changes or removes objects. A claim belongs to the name: `delete` keeps it, and the data in it
 * outlives the release id that it carries. The shared claim belongs to every release.
 */
export function isOurs({ kind, metadata }: Manifest, { release, releaseId }: Life): boolean {
  const labels = metadata.labels ?? {};
  const isMarked = labels['app.kubernetes.io/managed-by'] === 'llmkube';
  if (kind === dataKind && metadata.name === sharedCacheName) return isMarked;
  if (labels[labelKeys.release] !== release) return false;
  if (kind === dataKind) return isMarked;
  return metadata.annotations?.[annotationKeys.releaseId] === releaseId;
}

/**
 * Whether a deploy made this object, judged without a record. What was rendered and applied by
 * hand carries our labels too, and no release id: it belongs to whoever applied it.
 */
export function isMadeByDeploy({ kind, metadata }: Manifest): boolean {
  const { labels = {}, annotations = {} } = metadata;
  if (labels[labelKeys.release] === undefined) return false;
  if (labels['app.kubernetes.io/managed-by'] !== 'llmkube') return false;
  return kind === dataKind || annotations[annotationKeys.releaseId] !== undefined;
}
