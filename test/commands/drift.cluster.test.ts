import type { V1Deployment } from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { expectRefusal } from '../support/expect-refusal.ts';
import { readImage, readState } from '../support/read-state.ts';
import { runCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
const namespace = 'drift';
let models: ServedModels;

beforeAll(async () => {
  models = await serveModels('127.0.0.1');
  await cluster.makeNamespace(namespace);
});

afterAll(() => models?.close());

const kubectl = (...args: string[]) => cluster.runKubectl(['--namespace', namespace, ...args]);

async function deploy(release: string, more: readonly string[] = []) {
  const args = ['deploy', release, ...more, '-n', namespace, '--no-wait', '-o', 'json'];
  const run = await runCli(args, cluster);
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  return run.events.at(-1) ?? {};
}

async function deployFirst(release: string): Promise<void> {
  await deploy(release, ['--source', `${models.url}/tiny.gguf`, '--image', 'engine:1']);
}

const readDeployment = (release: string) =>
  cluster.api.ask<V1Deployment>(
    'GET',
    `/apis/apps/v1/namespaces/${namespace}/deployments/${release}`,
  );

test('what others add to the objects stays, and does not make a deploy write', async () => {
  await deployFirst('shared');
  await kubectl('rollout', 'restart', 'deployment/shared');
  await kubectl('set', 'env', 'deployment/shared', 'ADDED=by-hand');
  await kubectl('label', 'service/shared', 'team=blue');
  const before = await readDeployment('shared');
  expect(await deploy('shared')).toMatchObject({
    revision: 1,
    changes: [{ action: 'unchanged' }, { action: 'unchanged' }, { action: 'unchanged' }],
  });
  const after = await readDeployment('shared');
  expect(after.metadata?.generation).toBe(before.metadata?.generation);
  await deploy('shared', ['--image', 'engine:2']);
  const { metadata, spec } = (await readDeployment('shared')).spec?.template ?? {};
  expect(metadata?.annotations).toHaveProperty(['kubectl.kubernetes.io/restartedAt']);
  expect(spec?.containers[0]).toMatchObject({
    image: 'engine:2',
    env: expect.arrayContaining([{ name: 'ADDED', value: 'by-hand' }]),
  });
});

test('who scaled a Deployment by hand keeps that number, through changes too', async () => {
  await deployFirst('scaled');
  await kubectl('scale', 'deployment/scaled', '--replicas=3');
  // Several pods get a budget for disruptions, and nothing else changes.
  expect(await deploy('scaled')).toMatchObject({
    revision: 2,
    changes: [...Array(3).fill({ action: 'unchanged' }), { action: 'create', restarts: false }],
  });
  expect((await readDeployment('scaled')).spec?.replicas).toBe(3);
  expect(await deploy('scaled')).toMatchObject({ revision: 2 });
  expect(await deploy('scaled', ['--image', 'engine:2'])).toMatchObject({ revision: 3 });
  expect((await readDeployment('scaled')).spec?.replicas).toBe(3);
  await kubectl('scale', 'deployment/scaled', '--replicas=0');
  expect(await deploy('scaled')).toMatchObject({ revision: 4 });
  expect((await readDeployment('scaled')).spec?.replicas).toBe(0);
});

test('a field that somebody else changed is never taken back in silence', async () => {
  await deployFirst('edited');
  await kubectl('set', 'image', 'deployment/edited', 'server=engine:by-hand');
  const words = /field `spec\.template\.spec\.containers.*image` is owned by `kubectl-set`$/;
  const args = ['deploy', 'edited', '-n', namespace, '--no-wait'];
  await expectRefusal(args, cluster, { code: 'FIELD_CONFLICT', words });
  expect(await readImage(cluster, namespace, 'edited')).toBe('engine:by-hand');
  const state = await readState(cluster, namespace, 'edited');
  expect(state).toMatchObject({ phase: 'deployed', revision: 1, image: 'engine:1' });
});

test('objects that somebody deleted are made again, and only they', async () => {
  await deployFirst('holed');
  await kubectl('delete', 'deployment/holed', 'service/holed');
  expect(await deploy('holed')).toMatchObject({
    changes: [{ action: 'unchanged' }, { action: 'create' }, { action: 'create' }],
  });
  expect(await readImage(cluster, namespace, 'holed')).toBe('engine:1');
});

test('objects whose record is gone are refused, not taken over', async () => {
  await deployFirst('orphan');
  await kubectl('delete', 'configmap/llmkube.orphan');
  const model = ['--source', `${models.url}/tiny.gguf`, '--image', 'engine:1'];
  const words = /belongs to another release of that name whose record is gone$/;
  const args = ['deploy', 'orphan', ...model, '-n', namespace, '--no-wait'];
  await expectRefusal(args, cluster, { code: 'OBJECT_FOREIGN', words });
});

test('a record with a newer layout is listed and never written', async () => {
  await deployFirst('newer');
  await kubectl('patch', 'configmap/llmkube.newer', '--patch', '{"data":{"schema":"2"}}');
  const words = /^change release `newer`: its record has layout 2, this llmkube writes 1$/;
  const args = ['deploy', 'newer', '--image', 'engine:2', '-n', namespace, '--no-wait'];
  await expectRefusal(args, cluster, { code: 'RECORD_NEWER', words });
  await expectRefusal(['delete', 'newer', '-n', namespace], cluster, {
    code: 'RECORD_NEWER',
    words,
  });
  const { events } = await runCli(['list', '-n', namespace, '-o', 'json'], cluster);
  expect(events[0]?.releases).toContainEqual(expect.objectContaining({ release: 'newer' }));
  expect(await readImage(cluster, namespace, 'newer')).toBe('engine:1');
});

test('a delete leaves alone what took the place of an object since', async () => {
  await deployFirst('replaced');
  await kubectl('delete', 'service/replaced');
  await kubectl('create', 'service', 'clusterip', 'replaced', '--tcp=80');
  const args = ['delete', 'replaced', '--data', '--yes', '-n', namespace, '-o', 'json'];
  const { exitCode, events } = await runCli(args, cluster);
  expect(exitCode).toBe(0);
  expect(events.at(-1)).toMatchObject({ kept: [`Service ${namespace}/replaced`] });
  expect(await kubectl('get', 'service/replaced', '--output=name')).toBe('service/replaced');
});
