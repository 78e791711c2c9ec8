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
      resources: { requests: { storage: `${Math.ceil(resolved.cacheBytes / gibibyte)}Gi` } },
    },
  };
}
