import type { SharedCluster } from './join-cluster.ts';
import { pollUntil } from './poll-until.ts';

const group = 'gateway.networking.k8s.io';
const name = `httproutes.${group}`;
const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

const text = { type: 'string' };
const object = (properties: object) => ({ type: 'object', properties });
const list = (items: object) => ({ type: 'array', items });
const reference = { group: text, kind: text, name: text, namespace: text };

/**
 * The fields of an HTTPRoute (Gateway API 1.3) that llmkube writes, by their names, types and
 * defaults. It stands for the published definition, which is many times as large: what a release
 * has and that lacks is unknown here too, and strict validation refuses it.
 */
const spec = object({
  parentRefs: list(object({ ...reference, sectionName: text })),
  hostnames: list(text),
  rules: list(
    object({
      matches: list(object({ path: object({ type: text, value: text }) })),
      backendRefs: list(
        object({
          ...reference,
          port: { type: 'integer', format: 'int32' },
          weight: { type: 'integer', format: 'int32', default: 1 },
        }),
      ),
      timeouts: object({ request: text }),
    }),
  ),
});

const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: {
    name,
    // Whose group is protected says where a definition comes from.
    annotations: { 'api-approved.kubernetes.io': 'unapproved, a part of it for tests' },
  },
  spec: {
    group,
    scope: 'Namespaced',
    names: { kind: 'HTTPRoute', plural: 'httproutes', singular: 'httproute' },
    versions: [
      { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: object({ spec }) } },
    ],
  },
};

/** Adds the kind to the cluster and waits until its API server takes objects of it. */
export async function addHttpRoutes({ api }: SharedCluster): Promise<void> {
  await api.ask('POST', path, definition);
  const routes = `/apis/${group}/v1/namespaces/default/httproutes`;
  await pollUntil({ what: 'HTTPRoutes', seconds: 30 }, async () => {
    const { status } = await api.request('GET', routes);
    return status === 200;
  });
}

/** Takes the kind and its objects away. */
export async function removeHttpRoutes({ api }: SharedCluster): Promise<void> {
  await api.request('DELETE', `${path}/${name}`);
  await pollUntil({ what: 'no HTTPRoutes', seconds: 30 }, async () => {
    const { status } = await api.request('GET', `${path}/${name}`);
    return status === 404;
  });
}
