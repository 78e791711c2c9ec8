import type { Manifest } from '../manifest.ts';
import { annotationKeys } from '../marks.ts';

/** What `render` prints: a list that kubectl takes as it is. */
export interface ManifestList {
  /** Of Kubernetes. */
  readonly apiVersion: 'v1';
  /** Of Kubernetes. */
  readonly kind: 'List';
  /** Kubernetes objects, in the order in which they are applied. */
  readonly items: readonly object[];
}

export function manifestList(items: readonly Manifest[]): ManifestList {
  return { apiVersion: 'v1', kind: 'List', items };
}

/**
 * The objects for whoever applies them elsewhere: without what a server or a life of a release has
 * added. Without a namespace they go where the reader's own program puts them.
 */
export function portable(
  manifests: readonly Manifest[],
  namespace: string | undefined,
): readonly Manifest[] {
  return manifests.map(({ apiVersion, kind, metadata, status: _, ...content }) => {
    const { name, labels, annotations = {} } = metadata;
    const { [annotationKeys.releaseId]: __, ...marks } = annotations;
    return {
      apiVersion,
      kind,
      metadata: {
        name,
        ...(namespace === undefined ? {} : { namespace }),
        ...(labels === undefined ? {} : { labels }),
        ...(Object.keys(marks).length === 0 ? {} : { annotations: marks }),
      },
      ...content,
    };
  });
}
