import { expect, test } from 'vitest';
import { modelPaths } from '../../../src/agent/http/route-table.ts';
import { ask, openTestListener, refusalOf } from '../../support/agent/open-test-listener.ts';

test('the model in the body decides which engine answers, by its name or its release', async () => {
  const { url, engines, log } = await openTestListener({
    releases: { a: undefined, b: undefined },
  });
  const answers = await Promise.all(['org/a', 'org/b', 'a'].map((model) => ask(url, { model })));
  const bodies = await Promise.all(answers.map(async (answer) => await answer.json()));
  expect(bodies.map((body) => (body as { model: string }).model)).toEqual(['org/a', 'org/b', 'a']);
  expect(engines.a?.requests).toHaveLength(2);
  expect(engines.b?.requests).toHaveLength(1);
  expect(answers[0]?.headers.get('x-stub')).toBe('1');
  expect(log.map(({ kind, status, path }) => ({ kind, status, path }))).toEqual(
    Array(3).fill({ kind: 'answered', status: 200, path: '/v1/completions' }),
  );
});

test('the body reaches the engine byte for byte, without headers that are not its business', async () => {
  const { url, engines } = await openTestListener({ apiKey: 'sesame' });
  const body = '{ "prompt" : "\\u00e4ö", "x": 1.50 }';
  const headers = {
    authorization: 'Bearer sesame',
    cookie: 'a=b',
    'content-type': 'application/x-www-form-urlencoded',
    'x-request-id': 'r1',
    'x-forwarded-for': '10.0.0.1',
  };
  expect((await ask(url, body, { headers })).status).toBe(200);
  const [request] = engines.a?.requests ?? [];
  expect(request?.body).toBe(body);
  expect(request?.headers).toMatchObject({
    'content-type': 'application/json',
    'x-request-id': 'r1',
  });
  for (const name of ['authorization', 'cookie', 'x-forwarded-for', 'x-api-key']) {
    expect(request?.headers).not.toHaveProperty(name);
  }
});

test('a release that is alone need not be named; of several one must be', async () => {
  const one = await openTestListener();
  expect((await ask(one.url, { prompt: 'Hi' })).status).toBe(200);
  expect((await ask(one.url, { model: null })).status).toBe(200);
  const two = await openTestListener({ releases: { a: undefined, b: undefined } });
  expect(await refusalOf(await ask(two.url, {}))).toEqual({
    status: 400,
    code: 'model_missing',
    message: 'The body names no model, and there are several: `org/a`, `org/b`',
  });
});

test('an unknown model is told which ones there are', async () => {
  const { url, backends } = await openTestListener({ releases: { a: undefined, b: undefined } });
  expect(await refusalOf(await ask(url, { model: 'c' }))).toEqual({
    status: 404,
    code: 'model_not_found',
    message: 'The model `c` is not here: there is `org/a`, `org/b`',
  });
  backends.length = 0;
  expect(await refusalOf(await ask(url, {}))).toMatchObject({
    status: 404,
    message: 'No model is here: nothing is deployed on this machine',
  });
});

test('an error is in the shape of OpenAI', async () => {
  const { url } = await openTestListener();
  const answer = await ask(url, { model: 'c' });
  expect(await answer.json()).toEqual({
    error: {
      message: 'The model `c` is not here: there is `org/a`',
      type: 'invalid_request_error',
      param: 'model',
      code: 'model_not_found',
    },
  });
});

test('a release that is not ready asks clients to come again, and its engine hears nothing', async () => {
  const { url, backends, engines } = await openTestListener();
  backends.splice(0, 1, { ...backends[0], isReady: false } as never);
  const answer = await ask(url, { model: 'org/a' });
  expect(answer.headers.get('retry-after')).toBe('2');
  expect(await refusalOf(answer)).toEqual({
    status: 503,
    code: 'model_not_ready',
    message: '`a` is not ready: `llmkube status a --local` says what it waits for',
  });
  expect(engines.a?.requests).toEqual([]);
});

test('of two releases with one model the ready one answers', async () => {
  const { url, backends, engines } = await openTestListener({
    releases: { a: undefined, b: undefined },
  });
  const [a, b] = backends;
  if (a === undefined || b === undefined) throw new Error('two releases were made');
  backends.splice(0, 2, { ...a, model: 'm', isReady: false }, { ...b, model: 'm' });
  expect((await ask(url, { model: 'm' })).status).toBe(200);
  expect(engines.b?.requests).toHaveLength(1);
});

test.each([
  ['{"model":"org/b","model":"org/a"}', 'a'],
  ['{"x":{"model":"org/b"},"model":"org/a"}', 'a'],
  ['{"model":"org/a","x":[{"model":"org/b"}],"y":"\\"model\\":\\"org/b\\""}', 'a'],
  ['{"mod\\u0065l":"org\\/a","Model":"org/b"}', 'a'],
  ['\n\t {"__proto__":{"model":"org/b"},"model":"org/a"} ', 'a'],
])('in %s the model is the one that an engine would read', async (body, release) => {
  const { url, engines } = await openTestListener({ releases: { a: undefined, b: undefined } });
  expect((await ask(url, body)).status).toBe(200);
  expect(engines[release]?.requests).toHaveLength(1);
});

test('every path that carries a model is passed on under its own name', async () => {
  const { url, engines } = await openTestListener();
  for (const path of modelPaths) {
    const answer = await fetch(`${url}${path}?api-version=1`, { method: 'POST', body: '{}' });
    await answer.text();
    expect(answer.status).toBe(200);
  }
  expect(engines.a?.requests.map(({ path }) => path)).toEqual([...modelPaths]);
});

test('what shows or changes an engine is no path of the endpoint', async () => {
  const { url, engines } = await openTestListener();
  for (const path of ['/', '/slots', '/props', '/metrics', '/lora-adapters', '/v1/%2e%2e/props']) {
    expect((await fetch(`${url}${path}`)).status).toBe(404);
  }
  expect((await fetch(`${url}/v1/completions`)).status).toBe(405);
  expect(engines.a?.requests).toEqual([]);
});

test('the models of all releases are listed, ready or not', async () => {
  const { url, backends } = await openTestListener({ releases: { a: undefined, b: undefined } });
  backends.splice(1, 1, { ...backends[1], isReady: false } as never);
  const list = (await (await fetch(`${url}/v1/models`)).json()) as { data: object[] };
  const created = expect.any(Number);
  const fixed = { object: 'model', created, owned_by: 'llmkube' };
  expect(list).toEqual({
    object: 'list',
    data: [
      { ...fixed, id: 'org/a', release: 'a', ready: true },
      { ...fixed, id: 'org/b', release: 'b', ready: false },
    ],
  });
  expect(await (await fetch(`${url}/v1/models/org/b`)).json()).toEqual(list.data[1]);
  expect((await fetch(`${url}/v1/models/org%2Fa`)).status).toBe(200);
  expect((await fetch(`${url}/v1/models/none`)).status).toBe(404);
});

test('the agent says that it is well, to HEAD too', async () => {
  const { url } = await openTestListener({ apiKey: 'sesame' });
  expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: 'ok' });
  const head = await fetch(`${url}/health`, { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
});
