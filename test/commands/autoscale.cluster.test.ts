import type { V2HorizontalPodAutoscaler } from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { expectRefusal } from '../support/expect-refusal.ts';
import { runCli } from '../support/run-cli.ts';
import { scaledDeployments } from '../support/scaled-deployments.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
const namespace = 'autoscaling';
const deployments = scaledDeployments(cluster, namespace);
let models: ServedModels;

beforeAll(async () => {
  models = await serveModels('127.0.0.1');
  await cluster.makeNamespace(namespace);
});

afterAll(() => models?.close());

const deploy = async (release: string, ...sets: string[]) =>
  await deployments.run(deployments.words(release, models.url, sets));

const scaleAsTheController = async (release: string, replicas: number) =>
  await deployments.scaleAs('kube-controller-manager', release, replicas);

const autoscalerOf = async (release: string) =>
  await cluster.api.ask<V2HorizontalPodAutoscaler>(
    'GET',
    `/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers/${release}`,
  );

test('a number of replicas is handed over to the autoscaler, and what it writes stays', async () => {
  await deploy('over', 'scale.replicas=3');
  expect(await deployments.read('over')).toEqual({ replicas: 3, owners: ['llmkube/'] });
  const made = await deploy('over', 'scale.replicas=null', 'scale.autoscale.max=5');
  expect(made.changes).toEqual([
    ['update', 'Deployment', 'spec.replicas'],
    ['create', 'HorizontalPodAutoscaler'],
  ]);
  expect(await deployments.read('over')).toEqual({ replicas: 3, owners: ['llmkube-handover/'] });
  expect((await autoscalerOf('over')).spec).toMatchObject({
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'over' },
    minReplicas: 1,
    maxReplicas: 5,
    metrics: [{ type: 'Pods', pods: { metric: { name: 'llamacpp:requests_processing' } } }],
  });
  await scaleAsTheController('over', 5);
  const again = await deploy('over', 'serving.contextLength=256');
  expect(again.warnings).toEqual([]);
  expect(await deployments.read('over')).toEqual({
    replicas: 5,
    owners: ['kube-controller-manager/scale'],
  });
  expect((await deploy('over')).changes).toEqual([]);
});

test('without its autoscaler a release keeps the pods it has, or gets the number that is asked for', async () => {
  await deploy('back', 'scale.autoscale.max=5');
  await scaleAsTheController('back', 4);
  const { warnings } = await deploy('back', 'scale.autoscale=null');
  expect(warnings[0]).toBe('`back` keeps 4 replicas, as its autoscaler left it');
  expect(await deployments.read('back')).toMatchObject({ replicas: 4 });
  await expect(autoscalerOf('back')).rejects.toThrow(/not found/);
  await deploy('back', 'scale.autoscale.max=5');
  await scaleAsTheController('back', 2);
  const asked = await deploy('back', 'scale.autoscale=null', 'scale.replicas=3');
  expect(asked.warnings).toEqual([]);
  expect(await deployments.read('back')).toMatchObject({ replicas: 3 });
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
