import type { V1Node, V1Pod } from '@kubernetes/client-node';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinCluster } from './join-cluster.ts';
import { nodeName } from './node-files.ts';
import { pollUntil } from './poll-until.ts';
import { footprintOf, listSharedPlaces, processesInside } from './run-footprint.ts';
import { enter } from './sandbox.ts';
import { startCluster } from './start-cluster.ts';
import type { TestCluster } from './test-cluster.ts';
import { createPod, isReady, schedulerWords, untilPod } from './test-pods.ts';

const neighbour = joinCluster();
const sharedPlaces = listSharedPlaces();
let cluster: TestCluster;
let secondsToStart: number;

beforeAll(async () => {
  const begun = performance.now();
  const taints = [{ key: 'reserved', value: 'yes', effect: 'PreferNoSchedule' }] as const;
  cluster = await startCluster({ node: true, gpus: 1, taints });
  secondsToStart = (performance.now() - begun) / 1000;
});

afterAll(() => cluster?.stop());

test('a cluster with a node is ready within 15 s', () => {
  expect(secondsToStart).toBeLessThan(15);
});

test('the node has the taints and GPUs that were asked for', async () => {
  const node = await cluster.api.ask<V1Node>('GET', `/api/v1/nodes/${nodeName}`);
  expect(node.spec?.taints).toMatchObject([{ key: 'reserved', effect: 'PreferNoSchedule' }]);
  expect(node.status?.allocatable?.['nvidia.com/gpu']).toBe('1');
});

test('a pod that asks for more GPUs is pending until the node has them', async () => {
  await createPod(cluster, 'big', { resources: { limits: { 'nvidia.com/gpu': '2' } } });
  const pending = await untilPod(cluster, 'big', (pod) => schedulerWords(pod) !== undefined);
  expect(schedulerWords(pending)).toContain('1 Insufficient nvidia.com/gpu');
  await cluster.setGpus(2);
  await untilPod(cluster, 'big', isReady);
});

test('two clusters with pods run side by side and do not meet', async () => {
  await createPod(cluster, 'peer');
  await createPod(neighbour, 'peer');
  const readContainers = async () => {
    const pods = [cluster, neighbour].map((each) => untilPod(each, 'peer', isReady));
    return (await Promise.all(pods)).map((pod) => [pod.status?.podIP, containerId(pod)]);
  };
  const begun = performance.now();
  const first = await readContainers();
  // A kubelet ends containers that it does not know within 5 s.
  await pollUntil({ what: 'two kubelets to pass each other by', seconds: 20 }, async () => {
    expect(await readContainers()).toEqual(first);
    return performance.now() - begun > 8000;
  });
  expect(first[0]).not.toEqual(first[1]);
});

test('no network leads from one cluster into another', async () => {
  const askRoute = enter(cluster.description.sandbox, 'ip', [
    'route',
    'get',
    new URL(neighbour.server).hostname,
  ]);
  const route = await execa(...askRoute, { reject: false });
  expect(route.stderr).toContain('Network is unreachable');
});

test('a component that ends during the start is named with the end of its log', async () => {
  const taints = [{ key: 'Not a key!', effect: 'NoSchedule' }] as const;
  const failing = startCluster({ node: true, taints });
  await expect(failing).rejects.toThrow(/kubelet has ended.*Not a key!/s);
});

test('stopping leaves nothing, and the cluster beside it as it was', async () => {
  const { sandbox } = cluster.description;
  const { run } = sandbox;
  const before = await untilPod(neighbour, 'peer', isReady);
  const inside = processesInside(sandbox);
  // Seven of the cluster, and a shim, a sandbox and a container of each of two pods.
  expect(inside.length).toBeGreaterThanOrEqual(13);
  expect(footprintOf(run, inside)).not.toEqual([]);
  const begun = performance.now();
  await cluster.stop();
  expect(performance.now() - begun).toBeLessThan(5000);
  expect(footprintOf(run, inside)).toEqual([]);
  expect(listSharedPlaces()).toEqual(sharedPlaces);
  expect(containerId(await untilPod(neighbour, 'peer', isReady))).toBe(containerId(before));
});

function containerId({ status }: V1Pod): string | undefined {
  return status?.containerStatuses?.[0]?.containerID;
}
