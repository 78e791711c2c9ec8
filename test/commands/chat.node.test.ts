import { basename, dirname } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApiProxy, untilHeld } from '../support/api-proxy.ts';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { expectRefusal } from '../support/expect-refusal.ts';
import { SERVER_IMAGE_NAME } from '../support/images/make-server-image.ts';
import { type FolderServer, serveFolder } from '../support/models/serve-folder.ts';
import { smallChatModel } from '../support/models/small-chat-model.ts';
import { runCli, startCli } from '../support/run-cli.ts';

const cluster = joinCluster();
const namespace = 'chat';
const id = 'SmolLM2:135M';
let files: FolderServer;

beforeAll(async () => {
  const { path } = await smallChatModel();
  files = await serveFolder({ folder: dirname(path), address: cluster.hostAddress });
  await cluster.makeNamespace(namespace);
  const source = ['--source', `${files.url}/${basename(path)}`, '--image', SERVER_IMAGE_NAME];
  // Drawn by chance, this small model's words are sometimes wrong, and sometimes never end.
  const words = ['deploy', id, ...source, '-n', namespace, '--', '--temp', '0'];
  const run = await runCli(words, cluster);
  expect(run).toMatchObject({ exitCode: 0 });
});

afterAll(() => files?.close());

const question = 'Name the capital city of France.';
const chat = (...args: string[]) => runCli(['chat', id, ...args, '-n', namespace], cluster);

test('a model answers a question of the command line', async () => {
  const { stdout, stderr, exitCode } = await chat(question, '--once');
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  expect(stdout).toMatch(/Paris/);
});

test('a question from a pipe is answered in one document of JSON', async () => {
  const options = { kubeconfig: cluster.kubeconfig, input: `${question}\n` };
  const words = ['chat', 'smollm2-135m', '--once', '-', '-n', namespace, '-o', 'json'];
  const { events, stderr, exitCode } = await runCli(words, options);
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  expect(events).toEqual([
    {
      type: 'result',
      release: 'smollm2-135m',
      model: id,
      answer: expect.stringMatching(/Paris/),
      tokens: expect.any(Number),
      milliseconds: expect.any(Number),
    },
  ]);
});

test('Ctrl-C ends a question that is not answered at once', async () => {
  const proxy = await startApiProxy(cluster, namespace);
  const held = proxy.hold(({ path }) => path.includes('/proxy/'));
  const run = await startCli(['chat', id, question, '--once'], proxy);
  await untilHeld(held, run);
  const start = performance.now();
  run.signal('SIGINT');
  const { exitCode, stderr } = await run.done;
  expect(performance.now() - start).toBeLessThan(2000);
  expect(exitCode).toBe(130);
  expect(stderr).toContain('interrupted, the model had not answered\nCode: INTERRUPTED');
  held.release();
});

test('what cannot be asked is refused in one sentence', async () => {
  const one = (args: readonly string[], code: 'USAGE' | 'RELEASE_NOT_FOUND', words: RegExp) =>
    expectRefusal(['chat', ...args, '-n', namespace], cluster, { code, words });
  await one([id, question], 'USAGE', /^chat with .*: a conversation is not supported yet/);
  await one([id, '--once', ' '], 'USAGE', /^ask: the question is empty$/);
  await one(['unknown', 'Hi', '--once'], 'RELEASE_NOT_FOUND', /^chat with `unknown`: /);
});
