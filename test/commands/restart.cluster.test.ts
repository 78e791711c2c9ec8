import type { V1Deployment } from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { expectRefusal } from '../support/expect-refusal.ts';
import { runCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
const namespace = 'restarting';
const key = 'cli.llmkube.dev/restarted-at';
let models: ServedModels;

beforeAll(async () => {
  models = await serveModels('127.0.0.1');
  await cluster.makeNamespace(namespace);
  await llmkube('deploy', 'plain', '--source', `${models.url}/tiny.gguf`, '--image', 'engine:1');
});

afterAll(() => models?.close());

async function llmkube(...args: string[]) {
  const run = await runCli([...args, '-n', namespace, '--no-wait', '-o', 'json'], cluster);
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  return run.events.at(-1);
}

const path = `/apis/apps/v1/namespaces/${namespace}/deployments/plain`;
const readDeployment = () => cluster.api.ask<V1Deployment>('GET', path);
const readRecord = () =>
  cluster.api.ask('GET', `/api/v1/namespaces/${namespace}/configmaps/llmkube.plain`);

test('a restart changes one annotation of the template, and no deploy after it anything', async () => {
  const record = await readRecord();
  const before = await readDeployment();
  const result = await llmkube('restart', 'plain');
  expect(result).toMatchObject({ type: 'result', revision: 1, phase: 'Unknown' });
  expect(await readRecord()).toEqual(record);
  const restarted = await readDeployment();
  const annotations = { [key]: result?.restartedAt };
  expect(restarted.spec).toEqual({
    ...before.spec,
    template: {
      ...before.spec?.template,
      metadata: { ...before.spec?.template.metadata, annotations },
    },
  });
  expect(restarted.metadata?.managedFields).toContainEqual(
    expect.objectContaining({ manager: 'llmkube-restart', operation: 'Apply' }),
  );
  expect(await llmkube('deploy', 'plain')).toMatchObject({
    revision: 1,
    changes: [{ action: 'unchanged' }, { action: 'unchanged' }, { action: 'unchanged' }],
  });
  expect((await readDeployment()).metadata?.generation).toBe(restarted.metadata?.generation);
  await llmkube('deploy', 'plain', '--image', 'engine:2');
  const changed = await readDeployment();
  expect(changed.spec?.template.metadata?.annotations).toEqual(annotations);
  expect((await llmkube('restart', 'plain'))?.restartedAt).not.toBe(result?.restartedAt);
});

test('what is not there or not ours is not restarted', async () => {
  const args = (name: string) => ['restart', name, '-n', namespace, '--no-wait'];
  await expectRefusal(args('unknown'), cluster, {
    code: 'RELEASE_NOT_FOUND',
    words: /^restart `unknown`: namespace `restarting` has no such release/,
  });
  await cluster.runKubectl(['delete', 'deployment/plain', '-n', namespace]);
  await expectRefusal(args('plain'), cluster, {
    code: 'OBJECT_CHANGED',
    words: /^restart `plain`: Deployment restarting\/plain does not exist any more$/,
  });
  const image = '--image=engine:1';
  await cluster.runKubectl(['create', 'deployment', 'plain', image, '-n', namespace]);
  await expectRefusal(args('plain'), cluster, {
    code: 'OBJECT_FOREIGN',
    words: /^restart `plain`: Deployment restarting\/plain is not part of this release$/,
  });
});
