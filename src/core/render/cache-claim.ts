import type { Manifest } from '../manifest.ts';
import { annotationKeys, labelsOf, sharedCacheLabels, sharedCacheName } from '../marks.ts';
import type { Resolved } from '../resolve/resolved.ts';
import type { RenderInput } from './render.ts';

const gibibyte = 1024 ** 3;

/** The claim that the weights are kept in, whoever makes it. */
export function cacheClaimName(
  release: string,
  { mode, claim }: Partial<Resolved['cache']>,
): string {
  if (mode === 'claim' && claim !== undefined) return claim;
  return mode === 'shared' ? sharedCacheName : ownCacheName(release);
}

/** The claim of one release alone. */
export function ownCacheName(release: string): string {
  return `${release}-cache`;
}

/**
 * The claims that we make for the weights: one, or none where they lie elsewhere. They outlive
 * restarts, and nothing but `delete --data` ever removes them.
 */
export function renderCacheClaim({ release, namespace, resolved }: RenderInput): Manifest[] {
  const { mode, bytes, access = 'ReadWriteOnce', class: storageClass } = resolved.cache;
  if (resolved.model.kind === 'claim' || mode === 'claim' || mode === 'none') return [];
  const spec = {
    accessModes: [access],
    ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
    resources: { requests: { storage: quantity(bytes) } },
  };
  const type = { apiVersion: 'v1', kind: 'PersistentVolumeClaim' };
  if (mode === 'shared') {
    // It belongs to no release, so nothing of one is written on it.
    return [
      { ...type, metadata: { name: sharedCacheName, namespace, labels: sharedCacheLabels }, spec },
    ];
  }
  const metadata = {
    name: ownCacheName(release),
    namespace,
    labels: labelsOf(release, 'cache'),
    annotations: { [annotationKeys.modelId]: resolved.modelId },
  };
  return [{ ...type, metadata, spec }];
}

// A claim that somebody made larger can have any size, and must be asked for exactly that.
function quantity(bytes: number): string {
  return bytes % gibibyte === 0 ? `${bytes / gibibyte}Gi` : String(bytes);
}
