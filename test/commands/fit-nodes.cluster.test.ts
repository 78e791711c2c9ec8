import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { accountsNamespace } from '../support/cluster/cluster-users.ts';
import { startCluster } from '../support/cluster/start-cluster.ts';
import type { TestCluster } from '../support/cluster/test-cluster.ts';
import { expectRefusal } from '../support/expect-refusal.ts';
import { ggufFile } from '../support/models/gguf-file.ts';
import { llamaFile } from '../support/models/written-model.ts';
import { runCli } from '../support/run-cli.ts';

const gibibyte = 1024 ** 3;
let cluster: TestCluster;
let folder: string;
let model: string;

const nvidia = (memory: string, product: string) => ({
  ...{ 'nvidia.com/gpu.memory': memory, 'nvidia.com/gpu.product': product },
  'nvidia.com/gpu.replicas': '1',
});

const fakeNodes = [
  { name: 'plain', capacity: { memory: '2Gi' } },
  {
    name: 'large',
    capacity: { 'nvidia.com/gpu': '4' },
    labels: nvidia('4096', 'NVIDIA-A2'),
    taints: [{ key: 'nvidia.com/gpu', effect: 'NoSchedule' }],
  },
  { name: 'spark', capacity: { 'nvidia.com/gpu': '1' }, labels: nvidia('0', 'NVIDIA-GB10') },
  {
    name: 'small',
    capacity: { 'nvidia.com/gpu': '1', memory: '1Gi' },
    labels: nvidia('2048', 'T'),
  },
  { name: 'claims', capacity: {} },
] as const;

const slice = {
  apiVersion: 'resource.k8s.io/v1',
  kind: 'ResourceSlice',
  metadata: { name: 'claims-gpu' },
  spec: {
    ...{ driver: 'gpu.nvidia.com', nodeName: 'claims' },
    pool: { name: 'claims', generation: 1, resourceSliceCount: 1 },
    devices: [0, 1].map((index) => ({
      name: `gpu-${index}`,
      attributes: { type: { string: 'gpu' }, productName: { string: 'NVIDIA L4' } },
      capacity: { memory: { value: '23034Mi' } },
    })),
  },
};

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'fit-nodes-'));
  model = path.join(folder, 'm.gguf');
  const { bytes, tensors, headerBytes } = ggufFile(llamaFile(4, 1024));
  await writeFile(model, bytes);
  const end = Math.max(...tensors.map((tensor) => tensor.offset + tensor.bytes));
  await truncate(model, headerBytes + end + 64);
  cluster = await startCluster({ fakeNodes });
  await cluster.api.ask('POST', '/apis/resource.k8s.io/v1/resourceslices', slice);
});

afterAll(async () => {
  await cluster?.stop();
  await rm(folder, { recursive: true, force: true });
});

const ask = (...words: string[]) =>
  runCli(['fit', model, ...words], { kubeconfig: cluster.kubeconfig });

test('every node says whether the model fits, with how many GPUs and how long a context', async () => {
  const run = await ask('--cluster', '-o', 'json');
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  const { nodes, ...result } = JSON.parse(run.stdout);
  expect(result).toMatchObject({ fits: 'yes', runtime: 'llamacpp', notes: expect.any(Array) });
  const told = nodes.map((row: { node: string; fits: string; gpus: number; via: string }) => [
    ...[row.node, row.fits, row.gpus, row.via],
  ]);
  expect(told).toEqual([
    ['claims', 'yes', 1, 'claim'],
    ['large', 'yes', 2, 'resource'],
    ['plain', 'no', 0, 'resource'],
    ['small', 'no', 1, 'resource'],
    ['spark', 'unknown', 1, 'resource'],
  ]);
  expect(nodes[0]).toMatchObject({ product: 'NVIDIA L4', memoryEach: 23_034 * 1024 ** 2 });
  expect(nodes[1]).toMatchObject({ memoryEach: 4 * gibibyte, taints: [], isSchedulable: true });
  expect(nodes[1].largestContext).toBeGreaterThan(8192);
});

test('people get a table with what is given up, what lacks and what nobody knows', async () => {
  const { stdout, exitCode } = await ask('--cluster');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/m\.gguf fits\n\nNODE +GPUS +MEMORY +FITS +CONTEXT +WHY\n/);
  expect(stdout).toMatch(
    /\nclaims +1 of 2 NVIDIA L4 by claim +22\.5 GiB each, host 32\.0 GiB +yes /,
  );
  expect(stdout).toMatch(/\nlarge +2 of 4 NVIDIA-A2 +4\.0 GiB each, host 32\.0 GiB +yes +8192 of /);
  expect(stdout).toMatch(/\nplain +none +host 2\.0 GiB +NO +\d+ +host lacks /);
  expect(stdout).toMatch(/\nspark .* unknown .*GPU and host share their memory/);
  expect(stdout).toMatch(/- Mind: memory is what a node has for all its pods/);
});

test('one node is asked for alone, and the status says that nothing fits or that nobody knows', async () => {
  const small = await ask('--node', 'small', '-o', 'yaml');
  expect(small.exitCode).toBe(4);
  expect(parse(small.stdout)).toMatchObject({ fits: 'no', code: 'MODEL_TOO_LARGE' });
  const spark = await ask('--node', 'spark');
  expect(spark.exitCode).toBe(0);
  expect(spark.stdout).toMatch(/m\.gguf is not known to fit\n/);
  const claims = await ask('--node', 'claims', '-o', 'json');
  expect(JSON.parse(claims.stdout).nodes).toHaveLength(1);
});

test('a cordoned node is shown as one', async () => {
  const patch = (unschedulable: boolean) =>
    cluster.api.ask('PATCH', '/api/v1/nodes/large', { spec: { unschedulable } });
  await patch(true);
  const { stdout } = await ask('--node', 'large');
  await patch(false);
  expect(stdout).toMatch(/\nlarge .* yes .*the node is cordoned/);
});

test('a node that is not there is told', async () => {
  const { kubeconfig } = cluster;
  const words = /^find the node `gone`: there is none/;
  await expectRefusal(
    ['fit', model, '--node', 'gone'],
    { kubeconfig },
    { code: 'NODE_NOT_FOUND', words },
  );
});

test.each([
  [['--cluster', '--node', 'a'], /--(cluster|node)\b.*--(cluster|node)\b/],
  [['--cluster', '--gpu-memory', '24Gi'], /--cluster\b.*--gpu-memory|--gpu-memory\b.*--cluster/],
  [['--node', 'a', '--host-memory', '24Gi'], /--node\b.*--host-memory|--host-memory\b.*--node/],
  [['--node', 'a', '--local'], /--node\b.*--local|--local\b.*--node/],
  [['--context', 'a'], /use `--context` here: no cluster is asked/],
  [['--node', 'A,b'], /look at the node `A,b`: no node can have that name/],
])('words that do not go together are refused by their names: %j', async (words, sentence) => {
  const refusal = { code: 'USAGE', words: sentence } as const;
  await expectRefusal(['fit', model, ...words], {}, refusal);
});

test('who may not read nodes hears which permission it is, and of the way around it', async () => {
  const namespace = 'fit-edit';
  const kubeconfig = await cluster.makeUser({ name: 'ann', namespace, role: 'edit' });
  await expectRefusal(
    ['fit', model, '--cluster'],
    { kubeconfig },
    { code: 'FORBIDDEN', words: /may not `list` `nodes`/ },
  );
  await expectRefusal(
    ['fit', model, '--node', 'large'],
    { kubeconfig },
    { code: 'FORBIDDEN', words: /may not `get` `nodes`/ },
  );
  const { stderr } = await runCli(['fit', model, '--cluster'], { kubeconfig });
  expect(stderr).toMatch(/llmkube fit .*m\.gguf --gpu-memory 24Gi/);
  const api = '/apis/rbac.authorization.k8s.io/v1';
  const name = 'fit-nodes';
  await cluster.api.ask('POST', `${api}/clusterroles`, {
    metadata: { name },
    rules: [{ apiGroups: [''], resources: ['nodes'], verbs: ['list'] }],
  });
  await cluster.api.ask('POST', `${api}/clusterrolebindings`, {
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
    subjects: [{ kind: 'ServiceAccount', name: `${namespace}-ann`, namespace: accountsNamespace }],
  });
  const run = await runCli(['fit', model, '--cluster', '-o', 'json'], { kubeconfig });
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  const { nodes, notes } = JSON.parse(run.stdout);
  expect(nodes.every(({ via }: { via: string }) => via === 'resource')).toBe(true);
  expect(notes.join()).toMatch(/GPUs of claims are not shown: you may not list `resourceslices`/);
});
