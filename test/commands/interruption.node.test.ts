import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PassedRequest, startApiProxy, untilHeld } from '../support/api-proxy.ts';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { SERVER_IMAGE_NAME } from '../support/images/make-server-image.ts';
import { readState } from '../support/read-state.ts';
import { runCli, startCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
const namespace = 'interruption';
let models: ServedModels;

beforeAll(async () => {
  models = await serveModels(cluster.hostAddress);
  await cluster.makeNamespace(namespace);
  expect(await runCli(deploy(), cluster)).toMatchObject({ exitCode: 0 });
});

afterAll(() => models?.close());

const deploy = () => [
  ...['deploy', 'mine', '--source', `${models.url}/tiny.gguf`, '--image', SERVER_IMAGE_NAME],
  ...['-n', namespace],
];

const isQuestion = ({ method, path }: PassedRequest) =>
  method === 'POST' && path.includes('/proxy');
const isWatch = ({ path, query }: PassedRequest) => path.endsWith('/pods') && query.has('watch');

const rows = [
  { title: 'deploy proves', words: deploy, at: isQuestion, fact: 'it is deployed and ready' },
  {
    title: 'wait proves',
    words: () => ['wait', 'mine', '-n', namespace],
    at: isQuestion,
    fact: 'it is deployed and ready',
  },
  {
    title: 'chat waits for its answer',
    words: () => ['chat', 'mine', '--once', 'Hi', '-n', namespace],
    at: isQuestion,
    fact: '',
  },
  {
    title: 'restart waits',
    words: () => ['restart', 'mine', '-n', namespace],
    at: isWatch,
    fact: 'it is still deploying in the cluster',
  },
  {
    title: 'scale waits',
    words: () => ['scale', 'mine', '2', '-n', namespace],
    at: isWatch,
    fact: 'it is still deploying in the cluster',
  },
];

test.each(rows)('Ctrl-C while $title ends at once and leaves the release as it is', async (row) => {
  const proxy = await startApiProxy(cluster, namespace);
  const held = proxy.hold(row.at);
  const run = await startCli(row.words(), proxy);
  await untilHeld(held, run);
  run.signal('SIGINT');
  // Nothing is let go: what is asked is given up.
  const { exitCode, stdout, stderr } = await run.done;
  held.release();
  expect(stderr).toMatch(/^Error: Cannot .*: interrupted.*\nCode: INTERRUPTED\n/m);
  expect(stderr).toContain(row.fact);
  expect({ exitCode, stdout }).toEqual({ exitCode: 130, stdout: '' });
  const state = await readState(cluster, namespace, 'mine');
  expect(state).toMatchObject({ phase: 'deployed', pending: undefined });
});

test('the log that is followed ends by Ctrl-C without a word', async () => {
  // Pods that the rows before have started say that they have no log yet.
  const ready = await runCli(['wait', 'mine', '-n', namespace], cluster);
  expect(ready).toMatchObject({ exitCode: 0 });
  const proxy = await startApiProxy(cluster, namespace);
  const held = proxy.hold(({ path }) => path.endsWith('/log'));
  const run = await startCli(['logs', 'mine', '-f', '-n', namespace], proxy);
  await untilHeld(held, run);
  run.signal('SIGINT');
  expect(await run.done).toMatchObject({ exitCode: 130, stdout: '', stderr: '' });
  held.release();
});
