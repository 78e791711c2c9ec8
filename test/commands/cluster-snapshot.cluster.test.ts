import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { accountsNamespace } from '../support/cluster/cluster-users.ts';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { expectRefusal } from '../support/expect-refusal.ts';
import { runCli } from '../support/run-cli.ts';

const cluster = joinCluster();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'snapshot-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const nowhere = { KUBECONFIG: '/nonexistent' };
const model = ['--source', 'https://models.example/m.gguf', '--offline', '--gpus', '1'];

async function keep(name: string, text: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, text);
  return file;
}

test('a snapshot has the version and the classes of the cluster, as YAML or JSON', async () => {
  const run = await runCli(['cluster', 'snapshot'], cluster);
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  const profile = parse(run.stdout);
  expect(profile).toMatchObject({
    apiVersion: 'cli.llmkube.dev/v1beta1',
    kind: 'ClusterProfile',
    kubernetes: 'v1.37.2',
    devices: [],
    storage: { defaultClass: expect.any(String) },
  });
  const json = await runCli(['cluster', 'snapshot', '-o', 'json'], cluster);
  expect(JSON.parse(json.stdout)).toEqual(profile);
});

test('what a user may not read is left out aloud, and with nothing left it is an error', async () => {
  const namespace = 'snapshot-edit';
  const kubeconfig = await cluster.makeUser({ name: 'ann', namespace, role: 'edit' });
  await expectRefusal(
    ['cluster', 'snapshot'],
    { kubeconfig },
    {
      code: 'FORBIDDEN',
      words: /^list Node objects/,
    },
  );
  const api = '/apis/rbac.authorization.k8s.io/v1';
  await cluster.api.ask('POST', `${api}/clusterroles`, {
    metadata: { name: 'snapshot-nodes' },
    rules: [{ apiGroups: [''], resources: ['nodes'], verbs: ['list'] }],
  });
  await cluster.api.ask('POST', `${api}/clusterrolebindings`, {
    metadata: { name: 'snapshot-nodes' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'snapshot-nodes' },
    subjects: [{ kind: 'ServiceAccount', name: `${namespace}-ann`, namespace: accountsNamespace }],
  });
  const run = await runCli(['cluster', 'snapshot'], { kubeconfig });
  expect(run.exitCode).toBe(0);
  expect(Object.keys(parse(run.stdout))).toEqual(['apiVersion', 'kind', 'kubernetes', 'devices']);
  expect(run.stderr).toMatch(/^Warning: left out of the profile: .*storageclasses.*\n$/i);
});

test('a render for a profile takes the vendor that it knows, and says what is not there', async () => {
  const profile = {
    apiVersion: 'cli.llmkube.dev/v1beta1',
    kind: 'ClusterProfile',
    kubernetes: 'v1.37.2',
    devices: [{ resource: 'amd.com/gpu', nodes: 1, mostPerNode: 1 }],
    storage: { classes: [] },
  };
  const file = await keep('amd.yaml', JSON.stringify(profile));
  const run = await runCli(['render', 'big', ...model, '--for', file], { env: nowhere });
  expect(run.exitCode).toBe(0);
  const deployment = parseAllDocuments(run.stdout).at(-1)?.toJS();
  const [server] = deployment.spec.template.spec.containers;
  expect(server.resources.limits).toEqual({ 'amd.com/gpu': '1' });
  expect(server.image).toContain('rocm');
  expect(run.stderr).toContain('has no default storage class');
  const plain = await runCli(['render', 'big', ...model], { env: nowhere });
  expect(plain.stdout).toContain('nvidia.com/gpu');
});

test.each([
  ['kind: ClusterProfile\n', 'apiVersion'],
  [
    'apiVersion: cli.llmkube.dev/v1beta1\nkind: ClusterProfile\nkubernetes: v1\ndevice: {}\n',
    'device',
  ],
])('a file that is no profile is refused with its place: %j', async (text, field) => {
  const file = await keep('wrong.yaml', text);
  const run = await runCli(['render', 'big', ...model, '--for', file], { env: nowhere });
  expect(run).toMatchObject({ exitCode: 2, stdout: '' });
  expect(run.stderr).toMatch(new RegExp(`wrong\\.yaml:\\d+:\\d+ .*${field}`));
});
