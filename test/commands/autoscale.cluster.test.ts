import type { V1Deployment, V2HorizontalPodAutoscaler } from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { expectRefusal } from '../support/expect-refusal.ts';
import { runCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
const namespace = 'autoscaling';
let models: ServedModels;

beforeAll(async () => {
  models = await serveModels('127.0.0.1');
  await cluster.makeNamespace(namespace);
});

afterAll(() => models?.close());

async function deploy(release: string, ...sets: string[]) {
  const words = ['deploy', release, '-n', namespace, '--no-wait', '-o', 'json'];
  const source = ['--source', `${models.url}/tiny.gguf`, '--image', 'e:1', '--cache', 'none'];
  const more = sets.flatMap((set) => ['--set', set]);
  const run = await runCli([...words, ...source, ...more], cluster);
  expect(run).toMatchObject({ exitCode: 0 });
  return run.events;
}

const changesOf = (events: Awaited<ReturnType<typeof deploy>>) =>
  ((events.at(-1)?.changes ?? []) as { action: string; object: string; paths: string[] }[])
    .filter(({ action }) => action !== 'unchanged')
    .map(({ action, object, paths }) => [action, object.split(' ')[0], ...paths]);

const path = (release: string) => `/apis/apps/v1/namespaces/${namespace}/deployments/${release}`;

async function deploymentOf(release: string) {
  const { spec, metadata } = await cluster.api.ask<V1Deployment>('GET', path(release));
  const owners = (metadata?.managedFields ?? [])
    .filter(({ fieldsV1 }) => Object(Object(fieldsV1)['f:spec'])['f:replicas'] !== undefined)
    .map(({ manager = '', subresource }) => [manager, subresource ?? ''].join('/'));
  return { replicas: spec?.replicas, owners: owners.toSorted() };
}

// What the controller does that decides for an autoscaler, under its own name.
async function scaleAsTheController(release: string, replicas: number): Promise<void> {
  const url = `${path(release)}/scale?fieldManager=kube-controller-manager`;
  const metadata = { name: release, namespace };
  const scale = { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata, spec: { replicas } };
  await cluster.api.ask('PUT', url, scale);
}

const autoscalerOf = async (release: string) =>
  await cluster.api.ask<V2HorizontalPodAutoscaler>(
    'GET',
    `/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers/${release}`,
  );

test('a number of replicas is handed over to the autoscaler, and what it writes stays', async () => {
  await deploy('over', 'scale.replicas=3');
  expect(await deploymentOf('over')).toEqual({ replicas: 3, owners: ['llmkube/'] });
  const made = await deploy('over', 'scale.replicas=null', 'scale.autoscale.max=5');
  expect(changesOf(made)).toEqual([
    ['update', 'Deployment', 'spec.replicas'],
    ['create', 'HorizontalPodAutoscaler'],
  ]);
  expect(await deploymentOf('over')).toEqual({ replicas: 3, owners: ['llmkube-handover/'] });
  expect((await autoscalerOf('over')).spec).toMatchObject({
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'over' },
    minReplicas: 1,
    maxReplicas: 5,
    metrics: [{ type: 'Pods', pods: { metric: { name: 'llamacpp:requests_processing' } } }],
  });
  await scaleAsTheController('over', 5);
  const again = await deploy('over', 'serving.contextLength=1024');
  expect(again.filter(({ type }) => type === 'warning')).toEqual([]);
  expect(await deploymentOf('over')).toEqual({
    replicas: 5,
    owners: ['kube-controller-manager/scale'],
  });
  expect(changesOf(await deploy('over'))).toEqual([]);
});

test('without its autoscaler a release keeps the pods it has, or gets the number that is asked for', async () => {
  await deploy('back', 'scale.autoscale.max=5');
  await scaleAsTheController('back', 4);
  const events = await deploy('back', 'scale.autoscale=null');
  expect(events.find(({ type }) => type === 'warning')?.message).toBe(
    '`back` keeps 4 replicas, as its autoscaler left it',
  );
  expect(await deploymentOf('back')).toMatchObject({ replicas: 4 });
  await expect(autoscalerOf('back')).rejects.toThrow(/not found/);
  await deploy('back', 'scale.autoscale.max=5');
  await scaleAsTheController('back', 2);
  const asked = await deploy('back', 'scale.autoscale=null', 'scale.replicas=3');
  expect(asked.filter(({ type }) => type === 'warning')).toEqual([]);
  expect(await deploymentOf('back')).toMatchObject({ replicas: 3 });
  await expect(autoscalerOf('back')).rejects.toThrow(/not found/);
});

test('a number is refused beside an autoscaler, and an autoscaler goes with its release', async () => {
  await deploy('alone', 'scale.autoscale={"max":2,"target":{"cpu":80}}', 'resources.cpu=100m');
  await expectRefusal(['scale', 'alone', '2', '-n', namespace], cluster, {
    code: 'INVALID_FIELD',
    words: /`scale\.replicas` cannot be beside `scale\.autoscale`/,
  });
  expect(await runCli(['delete', 'alone', '-n', namespace], cluster)).toMatchObject({
    exitCode: 0,
  });
  await expect(autoscalerOf('alone')).rejects.toThrow(/not found/);
});
