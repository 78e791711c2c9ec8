import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { listIdentities } from '../support/namespace-objects.ts';
import { runCli } from '../support/run-cli.ts';
import { runCliInTerminal } from '../support/run-cli-in-terminal.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
let models: ServedModels;

beforeAll(async () => {
  models = await serveModels('127.0.0.1');
});

afterAll(() => models?.close());

const llmkube = (namespace: string, args: readonly string[]) =>
  runCli([...args, '-n', namespace], cluster);

async function deploy(namespace: string, names: readonly string[], more: readonly string[] = []) {
  const model = ['--source', `${models.url}/tiny.gguf`, '--image', 'engine:1', '--no-wait'];
  for (const name of names) {
    const run = await llmkube(namespace, ['deploy', name, ...model, ...more]);
    expect(run).toMatchObject({ exitCode: 0 });
  }
}

async function oursIn(namespace: string): Promise<readonly string[]> {
  const rows = await listIdentities(cluster, namespace);
  return rows.filter((row) => !/ (kube-root-ca\.crt|default) /.test(row));
}

test('everything of ours goes without a question where nobody can be asked, and the weights stay', async () => {
  const namespace = 'delete-everything';
  await cluster.makeNamespace(namespace);
  await deploy(namespace, ['one', 'two', 'lost']);
  await deploy(namespace, ['shared'], ['--cache', 'shared']);
  const kubectl = (args: readonly string[]) => cluster.runKubectl(['-n', namespace, ...args]);
  await kubectl(['delete', 'configmap/llmkube.lost']);
  await kubectl(['create', 'configmap', 'foreign']);
  const run = await llmkube(namespace, ['delete', '--all', '-o', 'json']);
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  const result = run.events.at(-1) ?? {};
  expect(result).toMatchObject({ type: 'result', releases: ['lost', 'one', 'shared', 'two'] });
  expect((result.kept as string[]).toSorted()).toEqual(
    ['llmkube-cache', 'lost-cache', 'one-cache', 'two-cache'].map(
      (name) => `PersistentVolumeClaim ${namespace}/${name}`,
    ),
  );
  const left = (await oursIn(namespace)).map((row) => row.split(' ').slice(0, 2).join(' '));
  expect(left.filter((row) => /^(Deployment|ReplicaSet|Pod|Service|ConfigMap) /.test(row))).toEqual(
    ['ConfigMap foreign'],
  );
  const data = await llmkube(namespace, ['delete', '--all', '--data', '--yes']);
  expect(data).toMatchObject({ exitCode: 0 });
  const claims = (await oursIn(namespace)).filter((row) => row.startsWith('PersistentVolumeClaim'));
  expect(claims).toEqual([]);
  const nothing = await llmkube(namespace, ['delete', '--all']);
  expect(nothing).toMatchObject({
    exitCode: 0,
    stdout: `There is nothing to delete in namespace ${namespace}, 0 objects removed\n`,
  });
});

test('what cannot be removed is named, and the others are gone', async () => {
  const namespace = 'delete-partly';
  await cluster.makeNamespace(namespace);
  await deploy(namespace, ['good', 'stuck']);
  const damage = '{"data":{"state":"{not json"}}';
  await cluster.runKubectl(['-n', namespace, 'patch', 'cm/llmkube.stuck', '--patch', damage]);
  const { exitCode, events } = await llmkube(namespace, ['delete', '--all', '-o', 'json']);
  expect(events.at(-1)).toMatchObject({
    error: {
      code: 'RECORD_UNREADABLE',
      message: expect.stringContaining('1 of 2 are left, `stuck`: Cannot read the record'),
      facts: { left: ['stuck'], gone: ['good'] },
    },
  });
  expect(exitCode).toBe(4);
  const { stdout } = await llmkube(namespace, ['list', '-o', 'name']);
  expect(stdout).toBe('stuck\n');
});

test('a terminal is asked first, with the names of what would go', async () => {
  const namespace = 'delete-asked';
  await cluster.makeNamespace(namespace);
  await deploy(namespace, ['asked']);
  const words = ['delete', '--all', '-n', namespace];
  const question = /This removes asked from namespace `delete-asked`\. Go on\?/;
  const type = { at: question, keys: 'n\r' };
  const refused = await runCliInTerminal(words, { kubeconfig: cluster.kubeconfig, type });
  expect(refused.exitCode).toBe(2);
  expect((await llmkube(namespace, ['list', '-o', 'name'])).stdout).toBe('asked\n');
  const agreed = { at: question, keys: 'y\r' };
  const run = await runCliInTerminal(words, { kubeconfig: cluster.kubeconfig, type: agreed });
  expect(run).toMatchObject({
    exitCode: 0,
    screen: expect.stringContaining('delete-asked is deleted (asked)'),
  });
  expect((await llmkube(namespace, ['list', '-o', 'name'])).stdout).toBe('');
});

test.each([
  ['weights are not lost without a word', ['delete', '--all', '--data'], 'CONFIRMATION_NEEDED'],
  ['a name beside --all is refused', ['delete', 'one', '--all'], 'names a release and says --all'],
  ['neither a name nor --all is refused', ['delete'], 'it has no name and no --all'],
])('%s', async (_, args, words) => {
  const { exitCode, stderr } = await llmkube('default', args);
  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining(words) });
});

test('one release whose record is gone is removed by its name', async () => {
  const namespace = 'delete-remains';
  await cluster.makeNamespace(namespace);
  await deploy(namespace, ['lost']);
  await cluster.runKubectl(['-n', namespace, 'delete', 'configmap/llmkube.lost']);
  const { exitCode, stdout, stderr } = await llmkube(namespace, ['delete', 'lost']);
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout: `lost is deleted, 2 objects removed\n  kept PersistentVolumeClaim ${namespace}/lost-cache\n`,
  });
  expect(stderr).toContain('Warning: the record of `lost` is gone');
});
