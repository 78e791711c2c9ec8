import type { Manifest } from '../manifest.ts';
import { annotationKeys, labelsOf, selectorOf } from '../marks.ts';
import { isAutoscaled } from '../resolve/resolve-scale.ts';
import { withKeyVariable } from './key-variable.ts';
import { renderPod } from './pod.ts';
import type { RenderInput } from './render.ts';

const shortestDeadlineSeconds = 3600;

/**
 * The strategy is owned whole from the first apply: a strategy that the server filled in cannot
 * be switched later. Recreate, because the cache is mounted by one node and a second pod would
 * wait for a GPU that the first one holds.
 */
export function renderDeployment(input: RenderInput): Manifest {
  const { release, namespace, resolved } = input;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: release,
      namespace,
      labels: labelsOf(release, 'server'),
      annotations: { [annotationKeys.modelId]: resolved.modelId },
    },
    spec: {
      ...(isAutoscaled(resolved) ? {} : { replicas: resolved.replicas }),
      revisionHistoryLimit: resolved.revisionHistoryLimit ?? 3,
      // Longer than any load: Kubernetes' own ten minutes would call a slow download a failure.
      progressDeadlineSeconds: Math.max(
        shortestDeadlineSeconds,
        Math.ceil(resolved.startupSeconds * 1.5) + 900,
      ),
      strategy: { type: 'Recreate' },
      selector: { matchLabels: selectorOf(release, 'server') },
      template: renderPod(withKeyVariable(input)),
    },
  };
}
