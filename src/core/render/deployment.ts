import type { Manifest } from '../manifest.ts';
import { annotationKeys, labelsOf, selectorOf } from '../marks.ts';
import { isAutoscaled } from '../resolve/resolve-scale.ts';
import { withKeyVariable } from './key-variable.ts';
import { renderPod } from './pod.ts';
import type { RenderInput } from './render.ts';

const strategies = {
  /** A cache that one node mounts, or a GPU, would keep a second pod waiting. */
  recreate: { type: 'Recreate' },
  /** A node needs no room for one more pod. */
  rolling: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
  /** None is missing at any time. */
  surge: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
} as const;

const shortestDeadlineSeconds = 3600;

/**
 * The strategy is owned whole from the first apply: a strategy that the server filled in cannot
 * be switched later. To switch one that is ours restarts nothing.
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
      strategy: strategies[resolved.strategy ?? 'recreate'],
      selector: { matchLabels: selectorOf(release, 'server') },
      template: renderPod(withKeyVariable(input)),
    },
  };
}
