import type { Manifest } from '../manifest.ts';
import { labelsOf, selectorOf } from '../marks.ts';
import type { RenderInput } from './render.ts';

/** Has a Prometheus read what the engine tells of itself, from each pod. */
export function renderPodMonitor({
  release,
  namespace,
  resolved,
  runtime,
}: RenderInput): Manifest[] {
  const { apiKeySecret } = resolved;
  const { podMonitor, labels } = resolved.monitoring ?? {};
  if (podMonitor !== true || runtime.metrics === undefined) return [];
  return [
    {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PodMonitor',
      metadata: { name: release, namespace, labels: { ...labels, ...labelsOf(release, 'server') } },
      spec: {
        selector: { matchLabels: selectorOf(release, 'server') },
        podMetricsEndpoints: [{ port: 'http', path: runtime.metrics.path, ...login(apiKeySecret) }],
      },
    },
  ];
}

// Of several keys in one Secret no Prometheus can take the first.
function login(credentials: RenderInput['resolved']['apiKeySecret']): object {
  return credentials === undefined ? {} : { authorization: { credentials } };
}
