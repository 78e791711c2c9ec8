import type { V1ConfigMap, V1PodList } from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApiProxy } from '../support/api-proxy.ts';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { SERVER_IMAGE_NAME } from '../support/images/make-server-image.ts';
import { listVersions } from '../support/namespace-objects.ts';
import { runCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';
import { countTraffic, isWrite } from '../support/traffic.ts';

const cluster = joinCluster();
const namespace = 'redeploy';
let models: ServedModels;

beforeAll(async () => {
  models = await serveModels(cluster.hostAddress);
  await cluster.makeNamespace(namespace);
});

afterAll(() => models?.close());

const flags = () => ['--source', `${models.url}/tiny.gguf`, '--image', SERVER_IMAGE_NAME];

async function deploy(release: string, more: readonly string[], kubeconfig = cluster.kubeconfig) {
  const run = await runCli(['deploy', release, '-n', namespace, '-o', 'json', ...more], {
    kubeconfig,
  });
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  return run.events.at(-1) ?? {};
}

// What llmkube writes. The kubelet and controllers write to pods and their kin when they like.
async function versionsOfOurs(): Promise<readonly string[]> {
  const ours = /^(ConfigMap|Service|PersistentVolumeClaim) /;
  return (await listVersions(cluster, namespace)).filter((row) => ours.test(row));
}

async function serverPods(release: string) {
  const query = `labelSelector=cli.llmkube.dev/release=${release}`;
  const path = `/api/v1/namespaces/${namespace}/pods?${query}`;
  const { items } = await cluster.api.ask<V1PodList>('GET', path);
  return items.map(({ metadata }) => metadata?.uid);
}

test('a first deploy locks, applies in order and commits, an identical second one writes nothing', async () => {
  const proxy = await startApiProxy(cluster, namespace);
  await deploy('same', flags(), proxy.kubeconfig);
  const first = proxy.requests.splice(0);
  expect(first.filter(isWrite).map(({ method }) => method)).toEqual([
    'POST',
    'PATCH',
    'PATCH',
    'PATCH',
    'PUT',
  ]);
  const before = await versionsOfOurs();
  const result = await deploy('same', flags(), proxy.kubeconfig);
  expect(result).toMatchObject({ revision: 1, phase: 'Ready', proof: { state: 'proven' } });
  expect(proxy.requests.filter(isWrite)).toEqual([]);
  expect(await versionsOfOurs()).toEqual(before);
});

test('what is not said again stays as it was', async () => {
  await deploy('kept', flags());
  const before = await versionsOfOurs();
  expect(await deploy('kept', [])).toMatchObject({ revision: 1, phase: 'Ready' });
  expect(await versionsOfOurs()).toEqual(before);
});

test('another image or another source makes the next revision and new pods', async () => {
  await deploy('changed', flags());
  const firstPods = await serverPods('changed');
  // The same image by its short name: for Kubernetes another template.
  const image = SERVER_IMAGE_NAME.replace('docker.io/library/', '');
  const second = await deploy('changed', ['--image', image]);
  expect(second).toMatchObject({
    revision: 2,
    phase: 'Ready',
    changes: [
      { action: 'unchanged' },
      { action: 'unchanged' },
      { action: 'update', restarts: true, paths: expect.arrayContaining([imagePath]) },
    ],
  });
  const secondPods = await serverPods('changed');
  expect(secondPods).toHaveLength(1);
  expect(secondPods).not.toEqual(firstPods);
  const source = `${models.url}/other.gguf`;
  expect(await deploy('changed', ['--source', source])).toMatchObject({ revision: 3 });
  expect(await serverPods('changed')).not.toEqual(secondPods);
  const path = `/api/v1/namespaces/${namespace}/configmaps/llmkube.changed`;
  const { data, binaryData } = await cluster.api.ask<V1ConfigMap>('GET', path);
  const runtime = { kind: 'llamacpp', image };
  expect(JSON.parse(data?.intent ?? '')).toEqual({ model: { id: 'changed', source }, runtime });
  expect(Object.keys(binaryData ?? {})).toEqual(['rev-000001', 'rev-000002', 'rev-000003']);
});

const imagePath = 'spec.template.spec.containers[0].image';

test('a deploy that does not wait ends at once and claims nothing', async () => {
  const proxy = await startApiProxy(cluster, namespace);
  const result = await deploy('left', [...flags(), '--no-wait'], proxy.kubeconfig);
  expect(result).toMatchObject({
    revision: 1,
    phase: 'Unknown',
    proof: { state: 'not proven', why: 'nobody waited for it' },
  });
  expect(countTraffic(proxy.requests)).toMatchObject({ lists: 0, watches: 0, questions: 0 });
});
