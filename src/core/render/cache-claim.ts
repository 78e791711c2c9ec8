import type { Manifest } from '../manifest.ts';
import { annotationKeys, labelsOf } from '../marks.ts';
import type { RenderInput } from './render.ts';

const gibibyte = 1024 ** 3;

export function cacheClaimName(release: string): string {
  return `${release}-cache`;
}

/** The claim that keeps the weights over restarts; nothing but `delete --data` ever removes it. */
export function renderCacheClaim({ release, namespace, resolved }: RenderInput): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: cacheClaimName(release),
      namespace,
      labels: labelsOf(release, 'cache'),
      annotations: { [annotationKeys.modelId]: resolved.modelId },
    },
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: quantity(resolved.cacheBytes) } },
    },
  };
}

// A claim that somebody made larger can have any size, and must be asked for exactly that.
function quantity(bytes: number): string {
  return bytes % gibibyte === 0 ? `${bytes / gibibyte}Gi` : String(bytes);
}
