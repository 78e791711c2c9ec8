import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiProxy, type PassedRequest, startApiProxy } from '../support/api-proxy.ts';
import { pollUntil } from '../support/cluster/poll-until.ts';
import { killApiServer, reviveApiServer } from '../support/cluster/restart-api-server.ts';
import { startCluster } from '../support/cluster/start-cluster.ts';
import type { TestCluster } from '../support/cluster/test-cluster.ts';
import * as faults from '../support/faults.ts';
import { type CliRun, startCli } from '../support/run-cli.ts';
import { makePodReady, startEngine } from '../support/run-pods.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const namespace = 'survival';
const node = 'far';
// Of its own, because its API server is killed.
let cluster: TestCluster;
let models: ServedModels;

beforeAll(async () => {
  cluster = await startCluster({ fakeNodes: [{ name: node }] });
  models = await serveModels('127.0.0.1');
  await cluster.makeNamespace(namespace);
});

afterAll(async () => {
  await models?.close();
  await cluster?.stop();
});

const deployWords = (release: string) => [
  ...['deploy', release, '--source', `${models.url}/tiny.gguf`, '--image', 'engine:1'],
  ...['-n', namespace, '-o', 'json'],
];

const isWatch = ({ query }: PassedRequest) => query.has('watch');
const any = () => true;

function expectProven(run: CliRun): void {
  const proven = { type: 'result', proof: { state: 'proven' } };
  expect(run.events.at(-1), run.stdout.split('\n').slice(-4).join(' ')).toMatchObject(proven);
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
}

async function untilWatched({ requests }: ApiProxy, count: number): Promise<void> {
  const what = `${count} watches`;
  await pollUntil({ what, seconds: 20 }, () => requests.filter(isWatch).length >= count);
}

test('a deploy lives through watches that are cut again and again', async () => {
  await startEngine(cluster);
  const proxy = await startApiProxy(cluster, namespace);
  for (const fault of [faults.endStream, faults.cutStream, faults.reset]) {
    proxy.fail(isWatch, fault, 4);
  }
  const run = await startCli(deployWords('cut'), proxy);
  await untilWatched(proxy, 13);
  await makePodReady(cluster, { namespace, node, release: 'cut' });
  expectProven(await run.done);
});

test.each([
  ['503 for whatever is asked', faults.answer(503, { reason: 'ServiceUnavailable' })],
  ['a page of a gateway for whatever is asked', faults.answer(502, { page: '<html></html>' })],
  ['resets for whatever is asked', faults.reset],
])('a deploy lives through a burst of %s', async (title, fault) => {
  await startEngine(cluster);
  const release = title.slice(0, 9).trim().replaceAll(' ', '-').toLowerCase();
  const proxy = await startApiProxy(cluster, namespace);
  proxy.fail(any, fault, 3);
  const run = await startCli(deployWords(`b-${release}`), proxy);
  await untilWatched(proxy, 4);
  proxy.fail(any, fault, 3);
  await makePodReady(cluster, { namespace, node, release: `b-${release}` });
  expectProven(await run.done);
});

test('a deploy lives through a restart of the API server while it waits', async () => {
  await startEngine(cluster);
  const run = await startCli(deployWords('restarted'), cluster);
  await pollUntil({ what: 'the release to be applied', seconds: 20 }, async () => {
    const path = `/api/v1/namespaces/${namespace}/configmaps/llmkube.restarted`;
    const { status, body } = await cluster.api.request('GET', path);
    return status === 200 && JSON.stringify(body).includes('deployed');
  });
  await killApiServer(cluster.description);
  reviveApiServer(cluster.description);
  await pollUntil({ what: 'the API server', seconds: 30 }, isApiServerReady);
  await makePodReady(cluster, { namespace, node, release: 'restarted' });
  expectProven(await run.done);
});

test('a deploy lives through a restart of the API server between its writes', async () => {
  const proxy = await startApiProxy(cluster, namespace);
  const held = proxy.hold(
    ({ method, path, query }) =>
      method === 'PATCH' && path.includes('/deployments/') && !query.has('dryRun'),
  );
  const run = await startCli([...deployWords('half'), '--no-wait'], proxy);
  await held.arrived;
  await killApiServer(cluster.description);
  held.release();
  reviveApiServer(cluster.description);
  expect(await run.done).toMatchObject({ exitCode: 0, stderr: '' });
});

async function isApiServerReady(): Promise<boolean> {
  try {
    return (await cluster.api.request('GET', '/readyz')).status === 200;
  } catch {
    // It does not listen yet.
    return false;
  }
}
