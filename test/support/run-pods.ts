import { once } from 'node:events';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import type { V1EndpointSliceList, V1Pod, V1PodList } from '@kubernetes/client-node';
import { onTestFinished } from 'vitest';
import type { SharedCluster } from './cluster/join-cluster.ts';
import { pollUntil } from './cluster/poll-until.ts';

/**
 * Answers as an engine that serves whatever model it is asked for, where the API server reaches
 * this machine, until the running test has finished.
 */
export async function startEngine(cluster: SharedCluster): Promise<void> {
  const server = createServer(async (request, response) => {
    const { model } = (await json(request)) as { model: string };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ model, usage: { completion_tokens: 1 } }));
  });
  await once(server.listen(8080, cluster.hostAddress), 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
}

export interface ReadyPod {
  readonly namespace: string;
  readonly release: string;
  /** A node without a kubelet. */
  readonly node: string;
}

/** Plays the kubelet: puts a release's only pod on a node and says that it is ready there. */
export async function makePodReady(
  cluster: SharedCluster,
  { namespace, release, node }: ReadyPod,
): Promise<void> {
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  const selector = encodeURIComponent(`cli.llmkube.dev/release=${release}`);
  const pod = await pollUntil<V1Pod>({ what: `a pod of ${release}`, seconds: 20 }, async () => {
    const path = `${pods}?labelSelector=${selector}`;
    return (await cluster.api.ask<V1PodList>('GET', path)).items[0];
  });
  const path = `${pods}/${pod.metadata?.name}`;
  const target = { apiVersion: 'v1', kind: 'Node', name: node };
  await cluster.api.request('POST', `${path}/binding`, { metadata: pod.metadata, target });
  const isListed = async () => {
    const label = encodeURIComponent(`kubernetes.io/service-name=${release}`);
    const group = `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`;
    const { items } = await cluster.api.ask<V1EndpointSliceList>(
      'GET',
      `${group}?labelSelector=${label}`,
    );
    return items.some(({ endpoints }) => (endpoints ?? []).some((each) => each.conditions?.ready));
  };
  // Who lists the pods of Services leaves one out whose node it has not heard of yet, and looks
  // again when the pod changes. Where there is no Service nothing is waited for long.
  for (let tries = 0; tries < 5; tries += 1) {
    await cluster.api.ask('PATCH', `${path}/status`, readyStatus(cluster.hostAddress));
    const soon = { what: 'the pod to be listed', seconds: 2 };
    // Not yet is no error: it is told once more.
    if (await pollUntil(soon, isListed).catch(() => false)) return;
  }
}

function readyStatus(podIP: string): object {
  // Thousandths are not kept, and another message is a change.
  const now = new Date().toISOString();
  return {
    status: {
      phase: 'Running',
      podIP,
      podIPs: [{ ip: podIP }],
      conditions: ['Initialized', 'ContainersReady', 'Ready'].map((type) => ({
        type,
        status: 'True',
        lastTransitionTime: now,
        message: now,
      })),
    },
  };
}
