import type { V1ConfigMap, V1Deployment } from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { expectRefusal } from '../support/expect-refusal.ts';
import { listVersions } from '../support/namespace-objects.ts';
import { readState } from '../support/read-state.ts';
import { runCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
const namespace = 'scaling';
let models: ServedModels;

beforeAll(async () => {
  models = await serveModels('127.0.0.1');
  await cluster.makeNamespace(namespace);
});

afterAll(() => models?.close());

const kubectl = (...args: string[]) => cluster.runKubectl(['--namespace', namespace, ...args]);

async function llmkube(...args: string[]) {
  const run = await runCli([...args, '-n', namespace, '--no-wait', '-o', 'json'], cluster);
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  return run.events;
}

async function deploy(release: string, ...more: string[]): Promise<void> {
  await llmkube(
    'deploy',
    release,
    '--source',
    `${models.url}/tiny.gguf`,
    '--image',
    'e:1',
    ...more,
  );
}

async function replicasOf(release: string): Promise<number | undefined> {
  const path = `/apis/apps/v1/namespaces/${namespace}/deployments/${release}`;
  return (await cluster.api.ask<V1Deployment>('GET', path)).spec?.replicas;
}

async function intentOf(release: string): Promise<unknown> {
  const path = `/api/v1/namespaces/${namespace}/configmaps/llmkube.${release}`;
  const { data } = await cluster.api.ask<V1ConfigMap>('GET', path);
  return JSON.parse(data?.intent ?? '');
}

test('scaling changes the number of pods and the intent, and makes no revision', async () => {
  await deploy('plain');
  const events = await llmkube('scale', 'plain', '3');
  expect(events.at(-1)).toMatchObject({
    type: 'result',
    replicas: 3,
    revision: 1,
    phase: 'Unknown',
    changes: [
      { action: 'unchanged' },
      { action: 'unchanged' },
      { action: 'update', paths: ['spec.replicas'], restarts: false },
      { action: 'create', object: 'PodDisruptionBudget scaling/plain', restarts: false },
    ],
  });
  expect(events.filter(({ type }) => type === 'revisionCommitted')).toEqual([]);
  expect(await replicasOf('plain')).toBe(3);
  expect(await intentOf('plain')).toMatchObject({ scale: { replicas: 3 } });
  const state = { phase: 'deployed', revision: 1, pending: undefined, revisions: ['rev-000001'] };
  expect(await readState(cluster, namespace, 'plain')).toMatchObject(state);
  const before = await listVersions(cluster, namespace);
  const ours = (rows: readonly string[]) => rows.filter((row) => /^ConfigMap .*plain/.test(row));
  expect((await llmkube('deploy', 'plain')).at(-1)).toMatchObject({ revision: 1 });
  await llmkube('scale', 'plain', '3');
  expect(ours(await listVersions(cluster, namespace))).toEqual(ours(before));
  // What was scaled to is what a Deployment made again gets.
  await kubectl('delete', 'deployment/plain');
  await llmkube('deploy', 'plain');
  expect(await replicasOf('plain')).toBe(3);
});

test('a number that is asked for wins over whoever scaled before, and nothing else is taken', async () => {
  await deploy('taken');
  await kubectl('scale', 'deployment/taken', '--replicas=5');
  await llmkube('scale', 'taken', '2');
  expect(await replicasOf('taken')).toBe(2);
  await kubectl('scale', 'deployment/taken', '--replicas=4');
  await llmkube('deploy', 'taken', '--replicas', '1');
  expect(await replicasOf('taken')).toBe(1);
  await kubectl('scale', 'deployment/taken', '--replicas=5');
  await kubectl('set', 'image', 'deployment/taken', 'server=e:by-hand');
  const args = ['scale', 'taken', '2', '-n', namespace, '--no-wait'];
  await expectRefusal(args, cluster, { code: 'FIELD_CONFLICT', words: /owned by `kubectl/ });
  expect(await replicasOf('taken')).toBe(5);
});

test('a release that is scaled to nothing is stopped, and keeps its claim', async () => {
  await deploy('stopped');
  const args = ['scale', 'stopped', '0', '-n', namespace];
  const { stdout, exitCode } = await runCli(args, cluster);
  expect({ stdout, exitCode }).toEqual({
    stdout: `stopped is stopped in namespace ${namespace}, the weights stay\n`,
    exitCode: 0,
  });
  const [listed] = (await runCli(['list', '-n', namespace, '-o', 'json'], cluster)).events;
  const rows = listed?.releases as readonly { release: string }[];
  expect(rows.find(({ release }) => release === 'stopped')).toMatchObject({ phase: 'Stopped' });
  expect(await kubectl('get', 'pvc/stopped-cache', '--output=name')).toMatch(/stopped-cache/);
});

test('an autoscaler of somebody else is named before the number is written', async () => {
  await deploy('auto');
  await kubectl('autoscale', 'deployment/auto', '--min=1', '--max=3', '--cpu=50%');
  const warnings = (await llmkube('scale', 'auto', '2')).filter(({ type }) => type === 'warning');
  const message =
    'HorizontalPodAutoscaler scaling/auto sets the replicas of `auto` too, and will set them again';
  expect(warnings.map((warning) => warning.message)).toContain(message);
  const again = (await llmkube('deploy', 'auto', '--image', 'e:2')).map((event) => event.message);
  expect(again).not.toContain(message);
});

test.each(['-1', '1.5', 'two', '1e3', '10001', ''])(
  'scaling to `%s` is refused and writes nothing',
  async (count) => {
    await deploy('untouched');
    const before = [await intentOf('untouched'), await replicasOf('untouched')];
    const words = /^scale to `.*`: it is no whole number from 0 to 10000$/;
    const args = ['scale', 'untouched', count, '-n', namespace];
    await expectRefusal(args, cluster, { code: 'USAGE', words });
    expect([await intentOf('untouched'), await replicasOf('untouched')]).toEqual(before);
  },
);

test('a release that does not exist is not scaled', async () => {
  const words = /^scale `unknown`: namespace `scaling` has no such release/;
  const args = ['scale', 'unknown', '2', '-n', namespace];
  await expectRefusal(args, cluster, { code: 'RELEASE_NOT_FOUND', words });
});
