import type { V1Pod } from '@kubernetes/client-node';
import type { SharedCluster } from './join-cluster.ts';
import { pollUntil } from './poll-until.ts';

const api = '/apis/admissionregistration.k8s.io/v1';

/** Lets the cluster refuse every new pod of a namespace, with these words. */
export async function refusePods(
  cluster: SharedCluster,
  namespace: string,
  message: string,
): Promise<void> {
  const spec = { ...newPods, validations: [{ expression: 'false', message }] };
  await addPolicy(cluster, 'Validating', {
    namespace,
    spec,
    binding: { validationActions: ['Deny'] },
  });
  await untilPolicyActs(cluster, namespace);
}

/** Lets the cluster change every new pod of a namespace by a list of JSON patches in CEL. */
export async function changePods(
  cluster: SharedCluster,
  namespace: string,
  expression: string,
): Promise<void> {
  const patch = { patchType: 'JSONPatch', jsonPatch: { expression: `[${mark}, ${expression}]` } };
  const spec = { ...newPods, reinvocationPolicy: 'Never', mutations: [patch] };
  await addPolicy(cluster, 'Mutating', { namespace, spec, binding: {} });
  await untilPolicyActs(cluster, namespace);
}

const mark = 'JSONPatch{op: "add", path: "/metadata/labels/changed", value: "true"}';

const newPods = {
  failurePolicy: 'Fail',
  matchConstraints: {
    resourceRules: [
      { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] },
    ],
  },
};

interface Policy {
  readonly namespace: string;
  readonly spec: object;
  readonly binding: object;
}

async function addPolicy(
  cluster: SharedCluster,
  kind: 'Validating' | 'Mutating',
  { namespace, spec, binding }: Policy,
): Promise<void> {
  const metadata = { name: namespace };
  const matchResources = {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
  };
  const plural = kind === 'Validating' ? 'validatingadmissionpolic' : 'mutatingadmissionpolic';
  await cluster.api.ask('POST', `${api}/${plural}ies`, { metadata, spec });
  await cluster.api.ask('POST', `${api}/${plural}ybindings`, {
    metadata,
    spec: { policyName: namespace, matchResources, ...binding },
  });
}

// The API server learns of a policy a moment after it has taken it. A change that does not fit the
// pod that is tried here fails, which shows the policy just as well.
async function untilPolicyActs({ api: client }: SharedCluster, namespace: string): Promise<void> {
  const pod = {
    metadata: { name: 'tried', labels: { tried: 'true' } },
    spec: { containers: [{ name: 'main', image: 'a:1' }] },
  };
  const path = `/api/v1/namespaces/${namespace}/pods?dryRun=All`;
  await pollUntil({ what: `the policy of ${namespace}`, seconds: 30 }, async () => {
    const { status, body } = await client.request('POST', path, pod);
    return status !== 201 || (body as V1Pod).metadata?.labels?.changed === 'true';
  });
}
