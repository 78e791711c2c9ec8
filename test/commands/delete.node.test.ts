import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApiProxy } from '../support/api-proxy.ts';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { pollUntil } from '../support/cluster/poll-until.ts';
import { SERVER_IMAGE_NAME } from '../support/images/make-server-image.ts';
import { listExtensions, listIdentities } from '../support/namespace-objects.ts';
import { runCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';
import { countTraffic } from '../support/traffic.ts';

const cluster = joinCluster();
let models: ServedModels;

beforeAll(async () => {
  models = await serveModels(cluster.hostAddress);
});

afterAll(() => models?.close());

async function llmkube(args: readonly string[], kubeconfig = cluster.kubeconfig) {
  const run = await runCli([...args, '-o', 'json'], { kubeconfig });
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  return run.events.at(-1) ?? {};
}

const deploy = (release: string, namespace: string) => {
  const source = `${models.url}/tiny.gguf`;
  const model = ['--source', source, '--image', SERVER_IMAGE_NAME];
  return llmkube(['deploy', release, ...model, '-n', namespace]);
};

const downloads = () => models.downloads().length;

test('after `delete --data` a namespace is as it was, and the cluster never had more than it', async () => {
  const namespace = 'delete-all';
  await cluster.makeNamespace(namespace);
  await untilSettled(namespace);
  const before = await listIdentities(cluster, namespace);
  const extensions = await listExtensions(cluster);
  expect(extensions.filter((row) => /^(CustomResource|.*Webhook)/.test(row))).toEqual([]);
  await deploy('whole', namespace);
  expect(await listExtensions(cluster)).toEqual(extensions);
  const result = await llmkube(['delete', 'whole', '-n', namespace, '--data', '--yes']);
  expect(result).toMatchObject({ release: 'whole', kept: [] });
  expect(result.removed).toEqual([
    `Deployment ${namespace}/whole`,
    `Service ${namespace}/whole`,
    `PersistentVolumeClaim ${namespace}/whole-cache`,
  ]);
  await expect
    .poll(() => listIdentities(cluster, namespace), { timeout: 10_000, interval: 200 })
    .toEqual(before);
  expect(await listExtensions(cluster)).toEqual(extensions);
});

// Every namespace gets a ConfigMap and an account a moment after it was made.
async function untilSettled(namespace: string): Promise<void> {
  await pollUntil({ what: `${namespace} to be settled`, seconds: 20 }, async () => {
    const rows = await listIdentities(cluster, namespace);
    return rows.some((row) => row.startsWith('ConfigMap kube-root-ca.crt'));
  });
}

test('without `--data` the claim stays, and the next deploy of that name downloads nothing', async () => {
  const namespace = 'delete-kept';
  await cluster.makeNamespace(namespace);
  await deploy('kept', namespace);
  const claim = `PersistentVolumeClaim ${namespace}/kept-cache`;
  const { removed, kept } = await llmkube(['delete', 'kept', '-n', namespace]);
  expect(kept).toEqual([claim]);
  expect(removed).toEqual([`Deployment ${namespace}/kept`, `Service ${namespace}/kept`]);
  const left = await listIdentities(cluster, namespace);
  const ours = left.filter((row) => row.includes('kept'));
  expect(ours).toEqual([expect.stringMatching(/^PersistentVolumeClaim kept-cache /)]);
  const before = downloads();
  expect(await deploy('kept', namespace)).toMatchObject({ revision: 1, phase: 'Ready' });
  expect(downloads()).toBe(before);
  expect(await listIdentities(cluster, namespace)).toEqual(expect.arrayContaining(ours));
});

test('a delete asks for no more than its budget', async () => {
  const namespace = 'delete-budget';
  await cluster.makeNamespace(namespace);
  await deploy('cheap', namespace);
  const proxy = await startApiProxy(cluster, namespace);
  await llmkube(['delete', 'cheap', '--data', '--yes'], proxy.kubeconfig);
  const { reads, ...traffic } = countTraffic(proxy.requests);
  expect(traffic).toEqual({
    dryRuns: 0,
    // The lock, three objects, the record.
    writes: 1 + 3 + 1,
    lists: 4,
    watches: 4,
    questions: 0,
    logs: 0,
  });
  // The record, each object before it goes, each until it is gone.
  expect(reads).toBeGreaterThanOrEqual(1 + 3 + 3);
  expect(proxy.requests.at(-1)).toMatchObject({
    method: 'DELETE',
    path: `/api/v1/namespaces/${namespace}/configmaps/llmkube.cheap`,
  });
});
