import { expect, test } from 'vitest';
import { rejectionOf } from '../../support/error-of.ts';
import { openTarget, virtualTiming } from '../open-target.ts';
import { reset, sendJson, statusOf } from '../replies.ts';
import { type Reply, startScriptedServer } from '../scripted-server.ts';

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

const keySecret = { name: 'clients', key: 'key' };
const secretOf = (value: string) => ({
  kind: 'Secret',
  data: { key: Buffer.from(value).toString('base64') },
});
const denial = statusOf(
  403,
  'Forbidden',
  'secrets "clients" is forbidden: User "viewer" cannot get resource "secrets" in API group "" in the namespace "default"',
);

async function askWithKey(status: number, secret: object) {
  const server = await startScriptedServer(({ path }, response) =>
    path.endsWith('/secrets/clients')
      ? sendJson(response, status, secret)
      : sendJson(response, 200, { ok: true }),
  );
  const target = await openTarget(server.kubeconfig, virtualTiming());
  const asked = { ...question, keySecret: { ...keySecret } };
  return { server, answers: [await target.ask(asked), await target.ask(asked)] };
}

test.each(['sk-one', 'sk-one,sk-two'])(
  'the key %s of a Secret is shown in a header that passes the API server, and read once',
  async (value) => {
    const { server, answers: given } = await askWithKey(200, secretOf(value));
    expect(given).toMatchObject([{ status: 200 }, { status: 200 }]);
    const shown = server.heard.map(({ headers }) => headers['x-api-key']);
    expect(shown).toEqual([undefined, 'sk-one', 'sk-one']);
  },
);

test.each([
  ['that is not there', 404, statusOf(404, 'NotFound', 'secrets "clients" not found'), 'not exist'],
  ['without the key', 200, { kind: 'Secret' }, 'has no key in `key` to ask with'],
  ['with a line break', 200, secretOf('sk-one\n'), 'has no key in `key` to ask with'],
  ['that the user may not read', 403, denial, 'user `viewer` may not `get` `secrets`'],
])('with a Secret %s nobody is asked, and why is said', async (_, status, secret, why) => {
  const { server, answers: given } = await askWithKey(status, secret);
  expect(given[0]).toMatchObject({ kind: 'keyless', message: expect.stringContaining(why) });
  expect(server.heard.filter(({ path }) => path.includes('proxy'))).toEqual([]);
  expect(JSON.stringify(given)).not.toContain('sk-one');
});

test('a Secret that could not be read once is read again for the next question', async () => {
  const server = await startScriptedServer(({ path, number }, response) => {
    if (!path.endsWith('/secrets/clients')) return sendJson(response, 200, { ok: true });
    return number === 1
      ? sendJson(response, 400, statusOf(400, 'BadRequest', 'not now'))
      : sendJson(response, 200, secretOf('sk-one'));
  });
  const target = await openTarget(server.kubeconfig, virtualTiming());
  const asked = { ...question, keySecret: { ...keySecret } };
  expect((await rejectionOf(target.ask(asked))).message).toContain('not now');
  expect(await target.ask(asked)).toMatchObject({ status: 200 });
});
