import type { V1Deployment, V1Job } from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pollUntil } from '../support/cluster/poll-until.ts';
import { startCluster } from '../support/cluster/start-cluster.ts';
import type { TestCluster } from '../support/cluster/test-cluster.ts';
import { buildServerImage } from '../support/images/build-server-image.ts';
import { SERVER_IMAGE_NAME } from '../support/images/make-server-image.ts';
import { runCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const namespace = 'recycle-node';
let cluster: TestCluster;
let models: ServedModels;
let kubeconfig: string;

beforeAll(async () => {
  const { archive } = await buildServerImage();
  // A pod finds the API server by the address of a Service.
  cluster = await startCluster({ node: true, images: [archive], kubeProxy: true });
  models = await serveModels(cluster.hostAddress);
  kubeconfig = await cluster.makeUser({ name: 'ann', namespace, role: 'edit' });
  const restricted = 'pod-security.kubernetes.io/enforce=restricted';
  await cluster.runKubectl(['label', 'namespace', namespace, restricted]);
});

afterAll(async () => {
  await models?.close();
  await cluster?.stop();
});

async function llmkube(...args: string[]) {
  const run = await runCli([...args, '-o', 'json'], { kubeconfig });
  expect(run, args.join(' ')).toMatchObject({ exitCode: 0, stderr: '' });
  return run.events;
}

const deployment = async () =>
  await cluster.api.ask<V1Deployment>(
    'GET',
    `/apis/apps/v1/namespaces/${namespace}/deployments/old`,
  );

async function podNames(): Promise<string> {
  const selector = ['-l', 'cli.llmkube.dev/release=old', '-o', 'name'];
  return (await cluster.runKubectl(['-n', namespace, 'get', 'pods', ...selector])).trim();
}

// As the guide has it.
async function makeAccount(): Promise<void> {
  const lines = [
    'create serviceaccount recycler',
    'create role recycler --verb=patch --resource=deployments.apps',
    `create rolebinding recycler --role=recycler --serviceaccount=${namespace}:recycler`,
  ];
  for (const line of lines) await cluster.runKubectl(['-n', namespace, ...line.split(' ')]);
}

test('the job asks for new pods, with rights to that alone, and the release goes on as it was', async () => {
  const words = [
    ...['deploy', 'old', '--source', `${models.url}/tiny.gguf`, '--image', SERVER_IMAGE_NAME],
    ...['--set', 'rollout.recycle={"schedule":"0 0 1 1 *","serviceAccount":"recycler"}'],
  ];
  await makeAccount();
  await llmkube(...words);
  const before = await podNames();
  await cluster.runKubectl([
    ...['-n', namespace, 'create', 'job', 'now', '--from=cronjob/old-recycle'],
  ]);
  await pollUntil({ what: 'the job to have asked', seconds: 60 }, async () => {
    const path = `/apis/batch/v1/namespaces/${namespace}/jobs/now`;
    const { status } = await cluster.api.ask<V1Job>('GET', path);
    if ((status?.failed ?? 0) > 0) throw new Error(await logOfJob());
    return status?.succeeded === 1;
  });
  expect(await logOfJob()).toBe('asked for new pods of recycle-node/old');
  const { metadata, spec } = await deployment();
  expect(metadata?.managedFields?.map(({ manager }) => manager)).toContain('llmkube-recycle');
  expect(spec?.template.metadata?.annotations).toHaveProperty([
    'kubectl.kubernetes.io/restartedAt',
  ]);
  const [ready] = (await llmkube('wait', 'old')).slice(-1);
  expect(ready).toMatchObject({ phase: 'Ready', proof: { state: 'proven' } });
  expect(await podNames()).not.toBe(before);
  const [status] = await llmkube('status', 'old');
  expect(status).not.toHaveProperty('drift');
  const again = await llmkube(...words);
  expect(JSON.stringify(again.at(-1)?.changes)).not.toMatch(/"action":"(create|update)"/);
  expect(again.at(-1)?.changes).toHaveLength(4);
  await llmkube('delete', 'old', '--data', '--yes');
  expect(await llmkube('list')).toMatchObject([{ releases: [] }]);
});

async function logOfJob(): Promise<string> {
  return await cluster.runKubectl(['-n', namespace, 'logs', 'job/now']);
}
