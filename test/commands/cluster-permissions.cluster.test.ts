import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type ClusterPermission,
  clusterPermissions,
} from '../../scripts/docs/cluster-permissions.ts';
import { permissions } from '../../scripts/docs/permissions.ts';
import { roleOf } from '../../scripts/docs/permissions-page.ts';
import { accountsNamespace } from '../support/cluster/cluster-users.ts';
import { startCluster } from '../support/cluster/start-cluster.ts';
import type { TestCluster } from '../support/cluster/test-cluster.ts';
import { type CliRun, runCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const gpu = { 'nvidia.com/gpu.memory': '24576', 'nvidia.com/gpu.product': 'NVIDIA-L4' };
const rbac = '/apis/rbac.authorization.k8s.io/v1';
let cluster: TestCluster;
let models: ServedModels;

beforeAll(async () => {
  models = await serveModels('127.0.0.1');
  const capacity = { 'nvidia.com/gpu': '1' };
  cluster = await startCluster({ fakeNodes: [{ name: 'large', capacity, labels: gpu }] });
});

afterAll(async () => {
  await cluster?.stop();
  await models?.close();
});

const commands = [...new Set(clusterPermissions.map(({ command }) => command))];
const rowsOf = (command: string) => clusterPermissions.filter((row) => row.command === command);

/** What is said without a right that a command can do without. */
const said: Readonly<Record<string, RegExp>> = {
  'deploy --gpus nodes': /memory the GPUs have is not known/,
  'fit --cluster resourceslices': /GPUs of claims are not shown/,
  'fit --node resourceslices': /GPUs of claims are not shown/,
  'cluster snapshot nodes': /left out of the profile: .*nodes/i,
  'cluster snapshot storageclasses': /left out of the profile: .*storageclasses/i,
};

test.each(commands)('the rights of the page are enough for %s', async (command) => {
  const run = await runAs(command, 'all', rowsOf(command));
  expect(run).toMatchObject({ exitCode: 0 });
  for (const words of Object.values(said)) expect(run.stdout + run.stderr).not.toMatch(words);
});

test.each(clusterPermissions)('$command uses $verbs of $resource', async (row) => {
  const { command, resource, verbs } = row;
  const others = rowsOf(command).filter((other) => other !== row);
  const run = await runAs(command, `no-${resource}`, others);
  if (row.without === undefined) {
    expect(run.events.at(-1)).toMatchObject({
      error: { code: 'FORBIDDEN', facts: { resource, verb: verbs[0] } },
    });
    return;
  }
  expect(run.exitCode).toBe(0);
  expect(run.stdout + run.stderr).toMatch(said[`${command} ${resource}`] ?? never());
});

/** Runs it as somebody who has the stock role `edit` in one namespace, and these rights. */
async function runAs(
  command: string,
  name: string,
  rights: readonly ClusterPermission[],
): Promise<CliRun> {
  const namespace = `${command}-${name}`.replaceAll(/\W+/g, '-');
  const kubeconfig = await cluster.makeUser({ name: 'ann', namespace, role: 'edit' });
  // In a namespace that is not there yet nobody has the rights of a deploy.
  const inside = command === 'deploy --create-namespace' ? permissions.deploy : [];
  const role = { ...roleOf(namespace, [...rights, ...inside]), kind: 'ClusterRole' };
  await cluster.api.ask('POST', `${rbac}/clusterroles`, role);
  await cluster.api.ask('POST', `${rbac}/clusterrolebindings`, {
    metadata: { name: namespace },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: namespace },
    subjects: [{ kind: 'ServiceAccount', name: `${namespace}-ann`, namespace: accountsNamespace }],
  });
  return await runCli([...wordsOf(command, namespace), '-o', 'json'], { kubeconfig });
}

function wordsOf(command: string, namespace: string): readonly string[] {
  const source = `${models.url}/tiny.gguf`;
  const deploy = ['deploy', 'tiny', '--source', source, '--image', 'engine:1', '--no-wait'];
  const words: Readonly<Record<string, readonly string[]>> = {
    'deploy --gpus': [...deploy, '--gpus', '1'],
    'deploy --create-namespace': [...deploy, '-n', `${namespace}-new`, '--create-namespace'],
    'fit --cluster': ['fit', source, '--cluster'],
    'fit --node': ['fit', source, '--node', 'large'],
    'cluster snapshot': ['cluster', 'snapshot'],
  };
  return words[command] ?? never();
}

function never(): never {
  throw new Error('each command and each right is known here');
}
