import type { KindRef } from '../core/manifest.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';

/**
 * Every kind that is read or written, with its place in the API. The table is static: discovery
 * would cost two requests before the first useful one.
 */
const resources = {
  'v1/Namespace': '/api/v1/namespaces',
  'v1/Node': '/api/v1/nodes',
  'v1/ConfigMap': '/api/v1/configmaps',
  'v1/Secret': '/api/v1/secrets',
  'v1/ServiceAccount': '/api/v1/serviceaccounts',
  'v1/PersistentVolumeClaim': '/api/v1/persistentvolumeclaims',
  'v1/Service': '/api/v1/services',
  'v1/Pod': '/api/v1/pods',
  'apps/v1/Deployment': '/apis/apps/v1/deployments',
  'apps/v1/ReplicaSet': '/apis/apps/v1/replicasets',
  'events.k8s.io/v1/Event': '/apis/events.k8s.io/v1/events',
  'autoscaling/v2/HorizontalPodAutoscaler': '/apis/autoscaling/v2/horizontalpodautoscalers',
  'keda.sh/v1alpha1/ScaledObject': '/apis/keda.sh/v1alpha1/scaledobjects',
  'policy/v1/PodDisruptionBudget': '/apis/policy/v1/poddisruptionbudgets',
  'storage.k8s.io/v1/StorageClass': '/apis/storage.k8s.io/v1/storageclasses',
  'networking.k8s.io/v1/Ingress': '/apis/networking.k8s.io/v1/ingresses',
  'gateway.networking.k8s.io/v1/HTTPRoute': '/apis/gateway.networking.k8s.io/v1/httproutes',
  'monitoring.coreos.com/v1/PodMonitor': '/apis/monitoring.coreos.com/v1/podmonitors',
  'monitoring.coreos.com/v1/PrometheusRule': '/apis/monitoring.coreos.com/v1/prometheusrules',
  'networking.k8s.io/v1/NetworkPolicy': '/apis/networking.k8s.io/v1/networkpolicies',
  'resource.k8s.io/v1/ResourceSlice': '/apis/resource.k8s.io/v1/resourceslices',
  'batch/v1/CronJob': '/apis/batch/v1/cronjobs',
} as const;

/**
 * Groups that an API server may lack: most are there where somebody has added them to a cluster,
 * `resource.k8s.io/v1` since Kubernetes 1.34.
 */
const addedGroups: ReadonlySet<string> = new Set([
  'resource.k8s.io',
  'gateway.networking.k8s.io',
  'keda.sh',
  'monitoring.coreos.com',
]);

/** Whether a cluster may lack the kind as a whole. */
export function isAddedKind({ apiVersion }: KindRef): boolean {
  return addedGroups.has(apiVersion.split('/')[0] ?? '');
}

/** The path of all objects of a kind, in one namespace or, without one, in all of them. */
export function collectionPath(ref: KindRef, namespace: string | undefined): string {
  const resource = resourceOf(ref);
  if (namespace === undefined) return resource;
  const end = resource.lastIndexOf('/');
  const encoded = encodeURIComponent(namespace);
  return `${resource.slice(0, end)}/namespaces/${encoded}${resource.slice(end)}`;
}

export function objectPath(ref: KindRef & { readonly name: string }, namespace: string): string {
  return `${collectionPath(ref, namespace)}/${encodeURIComponent(ref.name)}`;
}

function resourceOf({ apiVersion, kind }: KindRef): string {
  const key = `${apiVersion}/${kind}`;
  if (!isKnown(key)) throw unknownKind(key);
  return resources[key];
}

// Only a record can name a kind that is not in the table.
function unknownKind(key: string): LlmkubeError {
  return new LlmkubeError('RECORD_NEWER', `Cannot work with \`${key}\`: a newer llmkube made it`, {
    facts: { kind: key },
  });
}

function isKnown(key: string): key is keyof typeof resources {
  return Object.hasOwn(resources, key);
}
