import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import type { LogStream } from '../../../src/core/target.ts';
import { rejectionOf } from '../../support/error-of.ts';
import { openTarget, virtualTiming } from '../open-target.ts';
import { reset, sendJson, statusOf } from '../replies.ts';
import { startScriptedServer } from '../scripted-server.ts';

const stream: LogStream = {
  pod: 'qwen-1',
  container: 'server',
  run: 'containerd://one',
  previous: false,
  follow: true,
};

type Answer = (response: ServerResponse) => void | Promise<void>;

/** Sends lines and ends as told; times are seconds of one minute. */
const write =
  (text: string, end: (response: ServerResponse) => void = (response) => response.end()): Answer =>
  async (response) => {
    response.writeHead(200);
    const stamped = text.replaceAll(/^(?=\d)/gm, '2026-01-01T00:00:');
    // Only when it has left for the network may the connection be cut.
    await new Promise((written) => response.write(stamped, written));
    setImmediate(() => end(response));
  };

const pod = (status: object): Answer => {
  const containerStatuses = [{ name: 'server', ...status }];
  return (response) => sendJson(response, 200, { kind: 'Pod', status: { containerStatuses } });
};
const running = pod({ containerID: stream.run, state: { running: {} } });
const ended = pod({ containerID: stream.run, state: { terminated: { exitCode: 0 } } });
const restarted = pod({
  containerID: 'containerd://two',
  state: { running: {} },
  lastState: { terminated: { exitCode: 1, containerID: stream.run } },
});

/** What the log gives when the server answers one request after the other like this. */
async function read(answers: readonly Answer[], more: Partial<LogStream> = {}) {
  const server = await startScriptedServer((heard, response) =>
    (answers[heard.number - 1] ?? reset)(response),
  );
  const { timing } = virtualTiming();
  const target = await openTarget(server.kubeconfig, { namespace: 'dev', timing });
  const given: string[] = [];
  const reading = (async () => {
    for await (const pieces of target.streamLog(
      { ...stream, ...more },
      new AbortController().signal,
    )) {
      given.push(...pieces.map(({ bytes }) => Buffer.from(bytes).toString()));
    }
  })();
  return { given, reading, heard: server.heard };
}

test('a followed log whose connection is cut goes on and repeats nothing', async () => {
  const { given, reading, heard } = await read([
    write('01.5Z a\n02.1Z b\n', reset),
    running,
    write('02.1Z b\n02.2Z c\n'),
    ended,
  ]);
  await reading;
  expect(given).toEqual(['a', 'b', 'c']);
  const [first, , second] = heard.map(({ query }) => Object.fromEntries(query));
  expect(first).toEqual({ container: 'server', timestamps: 'true', follow: 'true' });
  expect(second).toMatchObject({ sinceTime: '2026-01-01T00:00:02.000Z' });
});

test('what is left of a run is read after its container was started again', async () => {
  const { given, reading, heard } = await read([
    write('01.5Z a\n', reset),
    restarted,
    write('01.5Z a\n01.6Z last words\n'),
    restarted,
  ]);
  await reading;
  expect(given).toEqual(['a', 'last words']);
  expect(heard[2]?.query.get('previous')).toBe('true');
});

test('a clean end while the container runs is only the end of a connection', async () => {
  const { given, reading } = await read([
    write('01.5Z a\n'),
    running,
    (response) => sendJson(response, 503, statusOf(503, 'ServiceUnavailable', 'restarting')),
    running,
    write('01.5Z a\n01.6Z b\n'),
    ended,
  ]);
  await reading;
  expect(given).toEqual(['a', 'b']);
});

test('a log that is not followed is read to its end, over cuts too', async () => {
  const answers = [write('01.5Z a\n', reset), write('01.5Z a\n01.6Z b\n')];
  const { given, reading, heard } = await read(answers, { follow: false, tailLines: 5 });
  await reading;
  expect(given).toEqual(['a', 'b']);
  expect(heard.map(({ query }) => query.get('tailLines'))).toEqual(['5', null]);
});

test('a log that is not followed is given up when it stays cut', async () => {
  const { reading } = await read([], { follow: false });
  const error = await rejectionOf(reading);
  expect(error.code).toBe('CLUSTER_UNREACHABLE');
  expect(error.message).toMatch(/^Cannot read the log of container server of Pod dev\/qwen-1: /);
});

test('a permission that is missing is named', async () => {
  const words =
    'pods "qwen-1" is forbidden: User "ann" cannot get resource "pods/log" in API group';
  const denial = `${words} "" in the namespace "dev"`;
  const answer: Answer = (response) => sendJson(response, 403, statusOf(403, 'Forbidden', denial));
  const { reading } = await read([answer]);
  const error = await rejectionOf(reading);
  expect(error).toMatchObject({ code: 'FORBIDDEN', facts: { verb: 'get', resource: 'pods/log' } });
});

test.each([400, 404])('where the node answers %d there is no log', async (code) => {
  const { given, reading } = await read([
    (response) => sendJson(response, code, statusOf(code, 'BadRequest', 'is waiting to start')),
  ]);
  await reading;
  expect(given).toEqual([]);
});
