import type { V1PodList } from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { SERVER_IMAGE_NAME } from '../support/images/make-server-image.ts';
import { runCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
const namespace = 'scale-and-restart';
let models: ServedModels;

beforeAll(async () => {
  models = await serveModels(cluster.hostAddress);
  await cluster.makeNamespace(namespace);
  await llmkube(
    'deploy',
    'qwen',
    '--source',
    `${models.url}/tiny.gguf`,
    '--image',
    SERVER_IMAGE_NAME,
  );
});

afterAll(() => models?.close());

async function llmkube(...args: string[]) {
  const run = await runCli([...args, '-n', namespace, '-o', 'json'], cluster);
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  return run.events.at(-1);
}

async function livePods(): Promise<(string | undefined)[]> {
  const query = 'labelSelector=cli.llmkube.dev/release=qwen';
  const path = `/api/v1/namespaces/${namespace}/pods?${query}`;
  const { items } = await cluster.api.ask<V1PodList>('GET', path);
  const live = items.filter(({ metadata }) => metadata?.deletionTimestamp === undefined);
  return live.map(({ metadata }) => metadata?.uid);
}

test('a restart ends with a token of another pod, and downloads nothing', async () => {
  const [before] = await livePods();
  const downloads = models.requests.length;
  const result = await llmkube('restart', 'qwen');
  expect(result).toMatchObject({ phase: 'Ready', revision: 1, proof: { state: 'proven' } });
  const after = await livePods();
  expect(after).toHaveLength(1);
  expect(after).not.toContain(before);
  expect(models.requests.length).toBe(downloads);
  expect(await llmkube('deploy', 'qwen')).toMatchObject({ phase: 'Ready', revision: 1 });
  expect(await livePods()).toEqual(after);
});

test('a release is stopped and started again by scaling, and proven when it serves', async () => {
  const unserved = { state: 'not proven', why: 'it is scaled to no pods' };
  expect(await llmkube('scale', 'qwen', '0')).toMatchObject({ phase: 'Stopped', proof: unserved });
  expect(await llmkube('restart', 'qwen')).toMatchObject({ phase: 'Stopped', proof: unserved });
  expect(await llmkube('scale', 'qwen', '2')).toMatchObject({
    phase: 'Ready',
    replicas: 2,
    revision: 1,
    proof: { state: 'proven' },
  });
  expect(await livePods()).toHaveLength(2);
});
