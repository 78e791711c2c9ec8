import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { addScaledObjects, removeScaledObjects } from '../support/cluster/keda.ts';
import { expectRefusal } from '../support/expect-refusal.ts';
import { runCli } from '../support/run-cli.ts';
import { scaledDeployments } from '../support/scaled-deployments.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
const namespace = 'keda';
const deployments = scaledDeployments(cluster, namespace);
let models: ServedModels;

beforeAll(async () => {
  models = await serveModels('127.0.0.1');
  await cluster.makeNamespace(namespace);
});

afterAll(async () => {
  await models?.close();
  await removeScaledObjects(cluster);
});

const night = '{"timeZone":"UTC","start":"0 22 * * *","end":"0 6 * * *"}';
const nightly = `scale.keda={"min":0,"max":4,"schedule":[${night}]}`;
const wordsOf = (release: string, ...sets: string[]) =>
  deployments.words(release, models.url, sets);
const deploy = async (release: string, ...sets: string[]) =>
  await deployments.run(wordsOf(release, ...sets));

const scaledObject = async (release: string) =>
  await cluster.api.request(
    'GET',
    `/apis/keda.sh/v1alpha1/namespaces/${namespace}/scaledobjects/${release}`,
  );

// KEDA writes through one that it makes, which no release knows.
async function makeAutoscalerOfKeda(release: string): Promise<void> {
  await cluster.api.ask(
    'POST',
    `/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers`,
    {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: `keda-hpa-${release}` },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: release },
        minReplicas: 1,
        maxReplicas: 4,
      },
    },
  );
}

test('a cluster without KEDA is told before anything is written', async () => {
  await expectRefusal(wordsOf('early', nightly), cluster, {
    code: 'KIND_NOT_FOUND',
    words: /^make the ScaledObject: the cluster has no objects of that kind/,
  });
  const record = `/api/v1/namespaces/${namespace}/configmaps/llmkube.early`;
  expect(await cluster.api.request('GET', record)).toMatchObject({ status: 404 });
  await addScaledObjects(cluster);
});

test('replicas are handed over to KEDA, and a release that it scaled to zero stays so', async () => {
  await deploy('over', 'scale.replicas=3');
  const made = await deploy('over', 'scale.replicas=null', nightly);
  expect(made.changes).toEqual([
    ['update', 'Deployment', 'spec.replicas'],
    ['create', 'ScaledObject'],
  ]);
  expect(await deployments.read('over')).toEqual({ replicas: 3, owners: ['llmkube-handover/'] });
  await makeAutoscalerOfKeda('over');
  await deployments.scaleAs('keda', 'over', 0);
  const again = await deploy('over', 'serving.contextLength=256');
  expect(again.warnings).toEqual([]);
  // Kubernetes 1.37 notes nobody for a number that is none.
  expect(await deployments.read('over')).toEqual({ replicas: 0, owners: [] });
  expect((await deploy('over')).changes).toEqual([]);
  const { stdout } = await runCli(['status', 'over', '-n', namespace, '-o', 'json'], cluster);
  const { phase, conditions, drift } = JSON.parse(stdout);
  expect({ phase, drift }).toEqual({ phase: 'Stopped' });
  expect(conditions).toContainEqual({
    ...{ type: 'Ready', status: 'False' },
    ...{ reason: 'ScaledToZero', message: 'KEDA has scaled it to zero' },
  });
});

test('without KEDA a release gets the number that is asked for, and nobody is blamed', async () => {
  await deploy('back', nightly);
  await makeAutoscalerOfKeda('back');
  await deployments.scaleAs('keda', 'back', 2);
  const asked = await deploy('back', 'scale.keda=null', 'scale.replicas=1');
  expect(asked.warnings).toEqual([]);
  expect(await deployments.read('back')).toMatchObject({ replicas: 1 });
  expect(await scaledObject('back')).toMatchObject({ status: 404 });
});

test('what KEDA is told goes with its release', async () => {
  await deploy('alone', nightly);
  expect(await scaledObject('alone')).toMatchObject({ status: 200 });
  const removed = await runCli(['delete', 'alone', '-n', namespace], cluster);
  expect(removed).toMatchObject({ exitCode: 0 });
  expect(await scaledObject('alone')).toMatchObject({ status: 404 });
});
