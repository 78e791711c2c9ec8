import type { EngineMetrics } from '../engine/engine-metrics.ts';
import type { Manifest } from '../manifest.ts';
import { labelsOf } from '../marks.ts';
import { containerNames } from './container.ts';
import type { RenderInput } from './render.ts';

/** What is wrong when requests wait, or are worked on and nothing comes of it. */
export function renderPrometheusRule({
  release,
  namespace,
  resolved,
  runtime,
}: RenderInput): Manifest[] {
  const { rules, labels } = resolved.monitoring ?? {};
  if (rules !== true || runtime.metrics === undefined) return [];
  return [
    {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: { name: release, namespace, labels: { ...labels, ...labelsOf(release, 'server') } },
      spec: {
        groups: [
          { name: `llmkube.${release}`, rules: alertsOf(runtime.metrics, { release, namespace }) },
        ],
      },
    },
  ];
}

type Place = Pick<RenderInput, 'release' | 'namespace'>;

/** What selects the engines of one release, as Prometheus labels what it reads from pods. */
export function seriesOf(metric: string, { release, namespace }: Place): string {
  const pods = `${release}-[a-z0-9]+-[a-z0-9]+`;
  // Where nobody says the namespace, whoever applies the rule keeps to theirs.
  const place = namespace === '' ? '' : `namespace="${namespace}",`;
  return `${metric}{${place}container="${containerNames.server}",pod=~"${pods}"}`;
}

function alertsOf({ running, waiting, tokens }: EngineMetrics, place: Place): readonly object[] {
  const { release } = place;
  const where = place.namespace === '' ? '' : ` in ${place.namespace}`;
  const labels = { severity: 'warning', release };
  return [
    {
      alert: 'LlmkubeRequestsWait',
      expr: `sum(${seriesOf(waiting, place)}) > 0`,
      for: '10m',
      labels,
      annotations: {
        summary: `Requests to release ${release}${where} have waited for ten minutes`,
        description: 'More pods, or more conversations at the same time, would let them in.',
      },
    },
    {
      alert: 'LlmkubeNothingComes',
      expr: `sum(${seriesOf(running, place)}) > 0 and sum(rate(${seriesOf(tokens, place)}[10m])) == 0`,
      for: '10m',
      labels,
      annotations: {
        summary: `Release ${release}${where} works on requests, and no token comes of it`,
        description: 'The engine may hang; `llmkube logs` shows what it wrote last.',
      },
    },
  ];
}
