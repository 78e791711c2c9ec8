import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { expectRefusal } from '../support/expect-refusal.ts';
import { listVersions } from '../support/namespace-objects.ts';
import { runCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
const namespace = 'fit-of-deploy';
let models: ServedModels;

beforeAll(async () => {
  models = await serveModels('127.0.0.1');
  await cluster.makeNamespace(namespace);
});

afterAll(() => models?.close());

const words = (release: string, ...flags: readonly string[]) => [
  ...['deploy', release, '--source', `${models.url}/tiny.gguf`, '--image', 'engine:1'],
  ...['-n', namespace, ...flags],
];

test('what does not fit is refused before anything is written, and its own suggestion is taken', async () => {
  const before = await listVersions(cluster, namespace);
  const refused = ['--memory', '64Mi', '--context-length', '512'];
  await expectRefusal(words('large', ...refused), cluster, {
    code: 'MODEL_TOO_LARGE',
    words: /^deploy `large`: it does not fit: host needs [\d.]+ MiB \(weights .*\) and has 0 B$/,
  });
  expect(await listVersions(cluster, namespace)).toEqual(before);
  const missing = words('large', ...refused, '--create-namespace').map((word) =>
    word === namespace ? 'fit-of-deploy-missing' : word,
  );
  await expectRefusal(missing, cluster, { code: 'MODEL_TOO_LARGE', words: /does not fit/ });
  const path = '/api/v1/namespaces/fit-of-deploy-missing';
  expect((await cluster.api.request('GET', path)).status).toBe(404);
  const unchecked = words('large', ...refused, '--no-memory-check', '--no-wait', '-o', 'json');
  const run = await runCli(unchecked, cluster);
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expect(run.events).toContainEqual({
    type: 'warning',
    message: expect.stringContaining('is not checked'),
  });
});

test('what it takes is told in text and events, and the API server takes the pod that asks for it', async () => {
  const flags = ['--gpus', '1', '--gpu-memory', '24Gi', '--no-wait'];
  const run = await runCli(words('told', ...flags, '-o', 'json'), cluster);
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  const [planned] = run.events.filter(({ type }) => type === 'memoryPlanned');
  expect(planned).toMatchObject({
    places: [{ id: 'CUDA0', limitBytes: 23 * 1024 ** 3 }, { id: 'host' }],
  });
  const text = await runCli(words('in-text', ...flags), cluster);
  expect(text.stderr).toMatch(/^Memory: CUDA0 [\d.]+ MiB of 23\.0 GiB, host [\d.]+ MiB/m);
});
