import type { SharedCluster } from './join-cluster.ts';
import { pollUntil } from './poll-until.ts';

const group = 'monitoring.coreos.com';
const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

const text = { type: 'string' };
const object = (properties: object) => ({ type: 'object', properties });
const list = (items: object) => ({ type: 'array', items });
const texts = { type: 'object', additionalProperties: text };

/**
 * The fields that llmkube writes of the kinds of the Prometheus operator (its API v1), by their
 * names and types. What a release has and that lacks is unknown, and strict validation refuses it.
 */
const kinds = {
  PodMonitor: object({
    selector: object({ matchLabels: texts }),
    podMetricsEndpoints: list(
      object({
        port: text,
        path: text,
        authorization: object({ credentials: object({ name: text, key: text }) }),
      }),
    ),
  }),
  PrometheusRule: object({
    groups: list(
      object({
        name: text,
        rules: list(
          object({ alert: text, expr: text, for: text, labels: texts, annotations: texts }),
        ),
      }),
    ),
  }),
};

function definitionOf(kind: string, spec: object): object {
  const singular = kind.toLowerCase();
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${singular}s.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind, plural: `${singular}s`, singular },
      versions: [
        { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: object({ spec }) } },
      ],
    },
  };
}

/** Adds the kinds to the cluster and waits until its API server takes objects of them. */
export async function addMonitors({ api }: SharedCluster): Promise<void> {
  for (const [kind, spec] of Object.entries(kinds)) {
    await api.ask('POST', path, definitionOf(kind, spec));
    const objects = `/apis/${group}/v1/namespaces/default/${kind.toLowerCase()}s`;
    await pollUntil({ what: `${kind}s`, seconds: 30 }, async () => {
      const { status } = await api.request('GET', objects);
      return status === 200;
    });
  }
}

/** Takes the kinds and their objects away. */
export async function removeMonitors({ api }: SharedCluster): Promise<void> {
  for (const kind of Object.keys(kinds)) {
    const name = `${kind.toLowerCase()}s.${group}`;
    await api.request('DELETE', `${path}/${name}`);
    await pollUntil({ what: `no ${kind}s`, seconds: 30 }, async () => {
      const { status } = await api.request('GET', `${path}/${name}`);
      return status === 404;
    });
  }
}
