import { expect, test } from 'vitest';
import { rejectionOf } from '../support/error-of.ts';
import { openTarget, virtualTiming } from './open-target.ts';
import { reset, sendJson, statusOf } from './replies.ts';
import { type Reply, startScriptedServer } from './scripted-server.ts';

const question = {
  release: 'qwen',
  method: 'POST',
  path: '/v1/completions?stream=false',
  body: { prompt: 'Hi' },
} as const;

async function askOnce(reply: Reply) {
  const server = await startScriptedServer(reply);
  const target = await openTarget(server.kubeconfig, virtualTiming());
  return { server, answer: target.ask(question) };
}

test('a question goes through the service proxy by the name of the port', async () => {
  const { server, answer } = await askOnce((_, response) => sendJson(response, 200, { ok: true }));
  expect(await answer).toEqual({ kind: 'answered', status: 200, body: '{"ok":true}' });
  const [heard] = server.heard;
  expect(heard?.path).toBe('/api/v1/namespaces/default/services/qwen:http/proxy/v1/completions');
  expect(heard?.query.get('stream')).toBe('false');
  expect(JSON.parse(heard?.body ?? '')).toEqual({ prompt: 'Hi' });
});

const answers: readonly (readonly [string, number, object])[] = [
  ['an engine that is loading', 503, { error: { message: 'Loading model' } }],
  ['an engine that is too busy', 429, { error: 'busy' }],
  ['an engine that forbids', 403, { error: 'no key' }],
  ['an engine that wants a key', 401, { error: { message: 'Invalid API Key' } }],
  ['a proxy without endpoints', 503, statusOf(503, 'ServiceUnavailable', 'no endpoints available')],
];

test.each(answers)('%s has answered, and is not asked again', async (_title, status, body) => {
  const { server, answer } = await askOnce((_, response) => sendJson(response, status, body));
  expect(await answer).toEqual({ kind: 'answered', status, body: JSON.stringify(body) });
  expect(server.heard).toHaveLength(1);
});

test('a question whose answer was lost is not asked twice', async () => {
  const { server, answer } = await askOnce((_, response) => reset(response));
  expect((await rejectionOf(answer)).message).toMatch(
    /^Cannot ask Service default\/qwen: the connection to `.*` was cut$/,
  );
  expect(server.heard).toHaveLength(1);
});

test('a question can be given up by its own signal', async () => {
  const stop = new AbortController();
  const server = await startScriptedServer(() => stop.abort(new Error('too slow')));
  const target = await openTarget(server.kubeconfig);
  await expect(target.ask({ ...question, signal: stop.signal })).rejects.toThrow('too slow');
});

test('a question that may be asked twice is, when its answer was lost', async () => {
  const server = await startScriptedServer(({ number }, response) =>
    number === 1 ? reset(response) : sendJson(response, 200, { ok: true }),
  );
  const target = await openTarget(server.kubeconfig, virtualTiming());
  const answer = await target.ask({ ...question, isRepeatable: true });
  expect(answer).toMatchObject({ status: 200 });
  expect(server.heard).toHaveLength(2);
});
