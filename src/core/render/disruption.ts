import type { Manifest } from '../manifest.ts';
import { labelsOf, selectorOf } from '../marks.ts';
import { mostReplicas } from '../resolve/resolve-scale.ts';
import type { RenderInput } from './render.ts';

/**
 * Keeps those who empty nodes from taking several pods at one time. One pod alone has none: its
 * node could never be emptied. Pods that do not work are in nobody's way.
 */
export function renderDisruptionBudget({ release, namespace, resolved }: RenderInput): Manifest[] {
  const { disruptionBudget = mostReplicas(resolved) > 1 ? 1 : 'none' } = resolved;
  if (disruptionBudget === 'none') return [];
  return [
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: release, namespace, labels: labelsOf(release, 'server') },
      spec: {
        maxUnavailable: disruptionBudget,
        selector: { matchLabels: selectorOf(release, 'server') },
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
      },
    },
  ];
}

const marks = {
  protect: {
    'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false',
    'karpenter.sh/do-not-disrupt': 'true',
  },
  allow: { 'cluster-autoscaler.kubernetes.io/safe-to-evict': 'true' },
} as const;

/** What tells those who remove nodes to spare the pods, or not to. */
export function disruptionMarks(disruption: keyof typeof marks | undefined): object {
  return disruption === undefined ? {} : marks[disruption];
}
