import { defined } from '../defined.ts';
import type { Manifest } from '../manifest.ts';
import { labelsOf } from '../marks.ts';
import type { RenderInput } from './render.ts';

/** The HorizontalPodAutoscaler of a release that has one; its Deployment names no replicas. */
export function renderAutoscaler({ release, namespace, resolved }: RenderInput): Manifest[] {
  const { autoscale } = resolved;
  if (autoscale === undefined) return [];
  const { min, max, cpu, metric, behavior } = autoscale;
  return [
    {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: release, namespace, labels: labelsOf(release, 'server') },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: release },
        minReplicas: min,
        maxReplicas: max,
        metrics: [
          ...(cpu === undefined ? [] : [ofProcessors(cpu)]),
          ...(metric === undefined ? [] : [ofPods(metric)]),
        ],
        ...defined({ behavior }),
      },
    },
  ];
}

function ofProcessors(averageUtilization: number): object {
  const target = { type: 'Utilization', averageUtilization };
  return { type: 'Resource', resource: { name: 'cpu', target } };
}

function ofPods({ name, value }: { readonly name: string; readonly value: number }): object {
  const target = { type: 'AverageValue', averageValue: amount(value) };
  return { type: 'Pods', pods: { metric: { name }, target } };
}

// In thousandths where it is no whole number, as the API server spells it.
function amount(value: number): string {
  return Number.isInteger(value) ? String(value) : `${Math.ceil(value * 1000)}m`;
}
