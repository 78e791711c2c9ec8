import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CoreV1EventList, V1Pod } from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeOtherPlatformArchive } from '../images/other-platform-archive.ts';
import { joinCluster } from './join-cluster.ts';
import { buildPauseImage } from './pause-image.ts';
import { pollUntil } from './poll-until.ts';
import { type Registry, startRegistry } from './registry.ts';
import { isReady } from './test-pods.ts';

const NAMESPACE = 'registry';
const HOST = 'refusing.test';

const cluster = joinCluster();
let folder: string;
let registry: Registry;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'registry-node-'));
  registry = await startRegistry({ address: cluster.hostAddress });
  await cluster.mirrorRegistry(HOST, registry.url);
  await cluster.makeNamespace(NAMESPACE);
});

afterAll(async () => {
  await registry?.close();
  await rm(folder, { recursive: true });
});

test('a pod runs from an image that is pulled from the registry', async () => {
  await registry.push(await buildPauseImage(), 'team/pause:v1');
  await createPod('pulled', 'team/pause:v1');
  await pollUntil({ what: 'the pod to be ready', seconds: 60 }, async () =>
    isReady(await cluster.api.ask<V1Pod>('GET', podPath('pulled'))),
  );
});

test.each([
  { status: 401, words: 'authorization failed: no basic auth credentials' },
  { status: 404, words: 'not found' },
  { status: 429, words: '429 Too Many Requests' },
] as const)('the kubelet tells of a registry that answers $status', async ({ status, words }) => {
  await registry.push(await buildPauseImage(), `team/refused-${status}:v1`);
  registry.script(`team/refused-${status}`, { status });
  await createPod(`refused-${status}`, `team/refused-${status}:v1`);
  expect(await failureOf(`refused-${status}`)).toContain(words);
});

test('the kubelet tells of an index without an image for its platform', async () => {
  await registry.push(await writeOtherPlatformArchive(folder), 'team/other-index:v1', {
    asIndex: true,
  });
  await createPod('other-index', 'team/other-index:v1');
  expect(await failureOf('other-index')).toContain('no match for platform in manifest');
});

test('a program for another platform ends with its cause in the log', async () => {
  await registry.push(await writeOtherPlatformArchive(folder), 'team/other-program:v1');
  await createPod('other-program', 'team/other-program:v1');
  await pollUntil({ what: 'the program to end', seconds: 60 }, async () => {
    const pod = await cluster.api.ask<V1Pod>('GET', podPath('other-program'));
    return (pod.status?.containerStatuses?.[0]?.restartCount ?? 0) > 0;
  });
  const logs = ['-n', NAMESPACE, 'logs', 'other-program', '--previous'];
  expect(await cluster.runKubectl(logs)).toContain('exec format error');
});

async function createPod(name: string, image: string): Promise<void> {
  const containers = [{ name: 'main', image: `${HOST}/${image}` }];
  const pod = { metadata: { name }, spec: { containers } };
  await cluster.api.ask('POST', `/api/v1/namespaces/${NAMESPACE}/pods`, pod);
}

function podPath(name: string): string {
  return `/api/v1/namespaces/${NAMESPACE}/pods/${name}`;
}

async function failureOf(pod: string): Promise<string> {
  const selector = new URLSearchParams({
    fieldSelector: `involvedObject.name=${pod},reason=Failed`,
  });
  const path = `/api/v1/namespaces/${NAMESPACE}/events?${selector}`;
  return await pollUntil({ what: `pod ${pod} to fail`, seconds: 60 }, async () => {
    const events = await cluster.api.ask<CoreV1EventList>('GET', path);
    return events.items[0]?.message;
  });
}

// An executable file that no processor of this kind can run is what such an image holds.
