import type { Manifest } from '../manifest.ts';
import { annotationKeys, labelsOf } from '../marks.ts';

export interface Unreadable {
  readonly release: string;
  /** Of what is stored. */
  readonly version: string;
  readonly why: string;
}

/**
 * Stands for a Deployment of a host that cannot be read, so that it is neither missing nor in the
 * way of the others. It is known by its version alone, and of no life of the release.
 */
export function unreadableManifest({ release, version, why }: Unreadable): Manifest {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: release,
      labels: labelsOf(release, 'server'),
      annotations: { [annotationKeys.releaseId]: '' },
      uid: version,
      resourceVersion: version,
    },
    spec: { unreadable: why },
  };
}

/** Why a Deployment of a host cannot be read; nothing for one that can. */
export function whyUnreadable({ spec }: Manifest): string | undefined {
  const { unreadable }: { unreadable?: unknown } = Object(spec);
  return typeof unreadable === 'string' ? unreadable : undefined;
}
