import type { V1Container, V1Pod, V1Volume } from '@kubernetes/client-node';
import type { SharedCluster } from './join-cluster.ts';
import { pauseImageName } from './pause-image.ts';
import { pollUntil } from './poll-until.ts';

export interface PodOptions extends Partial<V1Container> {
  volumes?: V1Volume[];
}

/** Creates a pod with one container, that of the pause image unless told otherwise. */
export async function createPod(
  cluster: SharedCluster,
  name: string,
  options: PodOptions = {},
): Promise<void> {
  const { volumes = [], ...container } = options;
  const pod = {
    metadata: { name },
    spec: {
      terminationGracePeriodSeconds: 1,
      containers: [{ name: 'main', image: pauseImageName, ...container }],
      volumes,
    },
  };
  await cluster.api.ask('POST', '/api/v1/namespaces/default/pods', pod);
}

/** Waits until a pod is as asked for and gives it back. */
export async function untilPod(
  cluster: SharedCluster,
  name: string,
  isSo: (pod: V1Pod) => boolean | undefined,
): Promise<V1Pod> {
  const path = `/api/v1/namespaces/default/pods/${name}`;
  return await pollUntil({ what: `pod ${name}`, seconds: 60 }, async () => {
    const pod = await cluster.api.ask<V1Pod>('GET', path);
    return isSo(pod) ? pod : undefined;
  });
}

/** Whether all containers of a pod are ready. */
export function isReady(pod: V1Pod): boolean {
  const ready = pod.status?.conditions?.find(({ type }) => type === 'Ready');
  return ready?.status === 'True';
}

/** What the scheduler says of a pod that it has no node for. */
export function schedulerWords(pod: V1Pod): string | undefined {
  const scheduled = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled');
  return scheduled?.status === 'False' ? scheduled.message : undefined;
}
