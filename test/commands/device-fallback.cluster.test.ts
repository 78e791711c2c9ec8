import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiProxy, type PassedRequest, startApiProxy } from '../support/api-proxy.ts';
import { startCluster } from '../support/cluster/start-cluster.ts';
import type { TestCluster } from '../support/cluster/test-cluster.ts';
import * as faults from '../support/faults.ts';
import { runCli } from '../support/run-cli.ts';
import { makePodReady, startEngine } from '../support/run-pods.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const namespace = 'devices';
const node = 'gpus';
let cluster: TestCluster;
let models: ServedModels;

beforeAll(async () => {
  // Of its own: its node has no kubelet, so that logs are what a test says.
  cluster = await startCluster({ fakeNodes: [{ name: node }] });
  models = await serveModels('127.0.0.1');
  await cluster.makeNamespace(namespace);
});

afterAll(async () => {
  await models?.close();
  await cluster?.stop();
});

/** The tiny model has two layers, and the output counts as one. */
const layers = 3;

/** Lines of llama-server 0.7.0, with the names that it has for a device of CUDA. */
const logOf = (device: string, gpuLayers: number) =>
  [
    `0.00.322.013 I load_tensors: offloaded ${gpuLayers}/${layers} layers to GPU`,
    `0.00.322.040 I load_tensors:   CPU_Mapped model buffer size =    28.69 MiB`,
    `0.00.322.041 I load_tensors:        ${device} model buffer size =    95.34 MiB`,
    `0.00.700.359 I llama_kv_cache:      ${device} KV buffer size =    45.00 MiB`,
  ].join('\n');

const isLog = ({ path }: PassedRequest) => path.endsWith('/log');

/** A release on a GPU whose engine has written that, ready but not yet waited for. */
async function readyRelease(release: string, log: string): Promise<ApiProxy> {
  await startEngine(cluster);
  const proxy = await startApiProxy(cluster, namespace);
  proxy.fail(isLog, async ({ outgoing }) => void outgoing.end(log), Number.POSITIVE_INFINITY);
  const source = ['--source', `${models.url}/tiny.gguf`, '--image', 'engine:1', '--gpus', '1'];
  const run = await runCli(['deploy', release, ...source, '--no-wait', '-n', namespace], cluster);
  expect(run).toMatchObject({ exitCode: 0 });
  await makePodReady(cluster, { namespace, release, node });
  return proxy;
}

const json = (words: readonly string[], { kubeconfig }: ApiProxy) =>
  runCli([...words, '-n', namespace, '-o', 'json'], { kubeconfig });

test('all layers on the GPU are proven, and status shows them beside the planned ones', async () => {
  const proxy = await readyRelease('whole', logOf('CUDA0', layers));
  const run = await json(['wait', 'whole'], proxy);
  expect(run.events.at(-1)).toMatchObject({ type: 'result', proof: { state: 'proven' } });
  expect(run.events.filter(({ type }) => type === 'warning')).toEqual([]);
  const [{ memory } = {}] = (await json(['status', 'whole'], proxy)).events;
  expect(memory).toMatchObject({
    asked: { gpus: 1 },
    planned: { gpuLayers: layers, layers },
    real: { gpuLayers: layers, layers },
    verdict: 'as planned',
  });
  // One log at a time, from its beginning, and bounded.
  const logs = proxy.requests.filter(isLog);
  expect(logs).toHaveLength(2);
  for (const { query } of logs) {
    expect(query.get('container')).toBe('server');
    expect(query.has('tailLines')).toBe(false);
    expect(Number(query.get('limitBytes'))).toBeLessThanOrEqual(2 * 1024 ** 2);
  }
});

test.each([
  ['processor', 'on the processor', logOf('CPU', layers), 0],
  ['fewer', 'fewer layers', logOf('CUDA0', 1), 1],
])(
  'an engine with %s is a failure, and serves where that is allowed',
  async (release, verdict, log, real) => {
    const proxy = await readyRelease(release, log);
    const fact = `${real} of ${layers} layers on a GPU: ${layers} were planned`;
    const failed = await json(['wait', release], proxy);
    expect(failed.exitCode).toBe(5);
    expect(failed.events.at(-1)).toMatchObject({
      type: 'error',
      error: {
        code: 'DEVICE_FALLBACK',
        message: expect.stringContaining(fact),
        facts: { verdict },
      },
    });
    const allowed = await json(['wait', release, '--allow-cpu'], proxy);
    expect(allowed.exitCode).toBe(0);
    expect(allowed.events).toContainEqual(
      expect.objectContaining({ type: 'warning', message: fact }),
    );
    expect(allowed.events.at(-1)).toMatchObject({ proof: { state: 'proven' } });
    const shown = await runCli(['status', release, '-n', namespace], proxy);
    expect(shown).toMatchObject({ exitCode: 0, stderr: '' });
    expect(shown.stdout).toContain(
      `${layers} of ${layers} layers planned, ${real} of ${layers} real`,
    );
    expect(shown.stdout).toContain(`${verdict}: ${fact}`);
  },
);

test.each([
  ['a gateway keeps', faults.answer(403, { page: '<html>Access denied</html>' })],
  ['its node does not give', faults.answer(500, { message: 'dial tcp: i/o timeout' })],
  ['never comes', faults.stall],
])('a log that %s leaves it unknown, and neither wait nor status fails', async (title, fault) => {
  const release = title.replaceAll(' ', '-');
  await readyRelease(release, '');
  const proxy = await startApiProxy(cluster, namespace);
  proxy.fail(isLog, fault, Number.POSITIVE_INFINITY);
  const run = await json(['wait', release], proxy);
  expect(run.events.at(-1)).toMatchObject({ type: 'result', proof: { state: 'proven' } });
  const warnings = run.events.filter(({ type }) => type === 'warning');
  expect(warnings).toEqual([
    expect.objectContaining({ message: expect.stringMatching(/^whether it uses its GPUs is not/) }),
  ]);
  const shown = await json(['status', release], proxy);
  expect(shown.exitCode).toBe(0);
  expect(shown.events[0]).toMatchObject({ memory: { verdict: 'unknown' } });
});

const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role' };
const watched = ['get', 'list', 'watch'];
const rules = [
  { apiGroups: [''], resources: ['configmaps'], verbs: ['get'] },
  { apiGroups: [''], resources: ['pods', 'events', 'persistentvolumeclaims'], verbs: watched },
  { apiGroups: ['apps'], resources: ['deployments', 'replicasets'], verbs: watched },
  { apiGroups: [''], resources: ['services/proxy'], verbs: ['create', 'get'] },
];

test('who may not read logs is told the missing rule, and gets a token', async () => {
  const release = 'unread';
  await readyRelease(release, '');
  const roles = `/apis/${role.apiVersion}/namespaces/${namespace}/roles`;
  await cluster.api.ask('POST', roles, { ...role, metadata: { name: 'blind' }, rules });
  const kubeconfig = await cluster.makeUser({ name: 'blind', namespace, role: 'Role/blind' });
  const words = ['-n', namespace, '-o', 'json'];
  const run = await runCli(['wait', release, ...words], { kubeconfig });
  expect(run.events.at(-1)).toMatchObject({ type: 'result', proof: { state: 'proven' } });
  const message = expect.stringMatching(
    /^whether it uses its GPUs is not known: .* may not `get` `pods\/log` in namespace `devices`$/,
  );
  expect(run.events).toContainEqual(expect.objectContaining({ type: 'warning', message }));
  const shown = await runCli(['status', release, ...words], { kubeconfig });
  expect(shown.exitCode).toBe(0);
  expect(shown.events[0]).toMatchObject({
    memory: { planned: { gpuLayers: layers }, verdict: 'unknown' },
  });
});
