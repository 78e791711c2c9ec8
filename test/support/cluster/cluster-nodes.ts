import type { V1Node } from '@kubernetes/client-node';
import type { ApiClient } from './api-client.ts';
import type { Taint } from './node-files.ts';
import { type PollOptions, pollUntil } from './poll-until.ts';

/** A node that the scheduler counts and nothing runs on: pods bound to it stay pending. */
export interface FakeNode {
  readonly name: string;
  /** Added to 8 CPUs, 32 GiB of memory and 110 pods; `nvidia.com/gpu` for example. */
  readonly capacity?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly Taint[];
}

/** Creates fake nodes and waits until the scheduler may use them. */
export async function createFakeNodes(
  api: ApiClient,
  nodes: readonly FakeNode[],
  failure: NonNullable<PollOptions['failure']>,
): Promise<void> {
  for (const node of nodes) await api.ask('POST', '/api/v1/nodes', fakeNodeManifest(node));
  for (const { name } of nodes) await untilUsable(api, name, failure);
}

/** Waits until a node is ready and no longer marked as one that is not. */
export async function untilUsable(
  api: ApiClient,
  name: string,
  failure: NonNullable<PollOptions['failure']>,
): Promise<void> {
  await pollUntil({ what: `node ${name} to be ready`, seconds: 60, failure }, async () => {
    const { status, body } = await api.request('GET', `/api/v1/nodes/${name}`);
    if (status !== 200) return false;
    const node = body as V1Node;
    const ready = node.status?.conditions?.find(({ type }) => type === 'Ready');
    const marked = node.spec?.taints?.some(({ key }) => key === 'node.kubernetes.io/not-ready');
    return ready?.status === 'True' && !marked;
  });
}

/** Gives a node that many GPUs, as far as the scheduler is concerned. The kubelet keeps them. */
export async function setGpus(api: ApiClient, node: string, count: number): Promise<void> {
  const gpus = { 'nvidia.com/gpu': String(count) };
  const status = { capacity: gpus, allocatable: gpus };
  await api.ask('PATCH', `/api/v1/nodes/${node}/status`, { status });
}

function fakeNodeManifest({ name, capacity, labels, taints }: FakeNode): V1Node {
  const resources = { cpu: '8', memory: '32Gi', pods: '110', ...capacity };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', ...labels },
    },
    spec: { taints: taints?.map((taint) => ({ ...taint })) ?? [] },
    status: {
      capacity: resources,
      allocatable: resources,
      conditions: [{ type: 'Ready', status: 'True', reason: 'FakeNode' }],
    },
  };
}
