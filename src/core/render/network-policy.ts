import type { Manifest } from '../manifest.ts';
import { annotationKeys, labelsOf, selectorOf } from '../marks.ts';
import type { RenderInput } from './render.ts';

/** Every namespace has it, from its API server (Kubernetes 1.22). */
const namespaceName = 'kubernetes.io/metadata.name';

/** Keeps everybody else away from the pods; whether it does is up to the network of the cluster. */
export function renderNetworkPolicy({ release, namespace, resolved }: RenderInput): Manifest[] {
  const { policy, modelId } = resolved;
  if (policy === undefined) return [];
  const { namespaces, cidrs = [] } = policy;
  const from = [
    ...(namespaces === undefined ? [] : [{ namespaceSelector: selectNames(namespaces) }]),
    ...cidrs.map((cidr) => ({ ipBlock: { cidr } })),
  ];
  return [
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: {
        name: release,
        namespace,
        labels: labelsOf(release, 'server'),
        annotations: { [annotationKeys.modelId]: modelId },
      },
      spec: {
        podSelector: { matchLabels: selectorOf(release, 'server') },
        policyTypes: ['Ingress'],
        ingress: [{ from, ports: [{ protocol: 'TCP', port: 'http' }] }],
      },
    },
  ];
}

function selectNames(values: readonly string[]): object {
  return { matchExpressions: [{ key: namespaceName, operator: 'In', values }] };
}
