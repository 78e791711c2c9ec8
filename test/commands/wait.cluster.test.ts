import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApiProxy, untilHeld } from '../support/api-proxy.ts';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { type CliOptions, runCli, startCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
const namespace = 'wait';
let models: ServedModels;

beforeAll(async () => {
  models = await serveModels('127.0.0.1');
  await cluster.makeNamespace(namespace);
  for (const name of ['slow', 'twice', 'raced']) await deploy(name, 'engine:1');
  await deploy('twice', 'engine:2');
});

afterAll(() => models?.close());

const llmkube = (args: readonly string[], options: CliOptions = {}) =>
  runCli([...args, '-n', namespace], { kubeconfig: cluster.kubeconfig, ...options });

async function deploy(name: string, image: string): Promise<void> {
  const model = ['--source', `${models.url}/tiny.gguf`, '--image', image];
  expect(await llmkube(['deploy', name, ...model, '--no-wait'])).toMatchObject({ exitCode: 0 });
}

test('time that runs out is status 6, and the release is left as it is', async () => {
  const { exitCode, events } = await llmkube(['wait', 'slow', '--timeout', '2s', '-o', 'json']);
  expect(exitCode).toBe(6);
  expect(events.at(-1)).toMatchObject({ type: 'error', error: { code: 'TIMED_OUT' } });
});

test.each([
  ['a revision that was replaced', ['twice', '--revision', '1'], 7, 'revision 2 has replaced it'],
  ['a revision that nobody makes', ['twice', '--revision', '3'], 9, 'its newest is 2'],
  ['a release that is not there', ['twixe'], 9, 'did you mean `twice`?'],
  ['a revision that is no number', ['twice', '--revision', '0'], 2, '--revision'],
])('%s ends at once', async (_, args, status, words) => {
  const { exitCode, stderr } = await llmkube(['wait', ...args]);
  expect({ exitCode, stderr }).toEqual({
    exitCode: status,
    stderr: expect.stringContaining(words),
  });
});

test('who waits for one revision hears when another one is rolled out', async () => {
  const proxy = await startApiProxy(cluster, namespace);
  const held = proxy.hold(({ path }) => path.endsWith('/events'));
  const waiting = await startCli(['wait', 'raced', '--revision', '1', '-o', 'json'], proxy);
  await untilHeld(held, waiting);
  held.release();
  await deploy('raced', 'engine:2');
  const { exitCode, events } = await waiting.done;
  expect(events.at(-1)).toMatchObject({ error: { code: 'RELEASE_SUPERSEDED' } });
  expect(exitCode).toBe(7);
});
