import { expect, test } from 'vitest';
import { ask, openTestListener, refusalOf } from '../../support/agent/open-test-listener.ts';
import { openRaw, rawPost } from '../../support/agent/raw-connection.ts';
import type { EngineAnswer } from '../../support/agent/stub-engine.ts';
import { pollUntil } from '../../support/cluster/poll-until.ts';

const MIB = 1024 * 1024;
const deepGroups = `${'('.repeat(30_000)}"a"${')'.repeat(30_000)}`;
const referenceChain = Array.from({ length: 10_000 }, (_, at) => ({ $ref: `#/$defs/${at + 1}` }));

test.each([
  ['nothing', '', 'invalid_json'],
  ['words', 'hello', 'invalid_json'],
  ['half of it', '{"model":"org/a"', 'invalid_json'],
  ['two of it', '{"model":"org/a"}{}', 'invalid_json'],
  ['a list', '[{"model":"org/a"}]', 'invalid_json'],
  ['a text', '"org/a"', 'invalid_json'],
  ['null', 'null', 'invalid_json'],
  ['a comment', '{/* */"model":"org/a"}', 'invalid_json'],
  ['a number as model', '{"model":1}', 'invalid_model'],
  ['a list as model', '{"model":["org/a"]}', 'invalid_model'],
])('a body that is %s is refused and reaches no engine', async (_, body, code) => {
  const { url, engines } = await openTestListener();
  expect(await refusalOf(await ask(url, body))).toMatchObject({ status: 400, code });
  expect(engines.a?.requests).toEqual([]);
});

test('bytes that are no UTF-8 are no JSON', async () => {
  const { url } = await openTestListener();
  const body = Buffer.concat([Buffer.from('{"model":"'), Buffer.from([0xff]), Buffer.from('"}')]);
  const answer = await fetch(`${url}/v1/completions`, { method: 'POST', body });
  expect(await refusalOf(answer)).toMatchObject({ status: 400, code: 'invalid_json' });
});

test.each([
  ['deep lists', `{"x":${'['.repeat(300)}${']'.repeat(300)}}`],
  ['deep objects', `{"x":${'{"a":'.repeat(300)}1${'}'.repeat(300)}}`],
  ['deep lists behind a backslash', `{"y":"\\\\","x":${'['.repeat(300)}${']'.repeat(300)}}`],
  ['brackets without end', '['.repeat(8 * MIB)],
  ['two million values', `{"x":[${'0,'.repeat(2_000_000)}0]}`],
  ['two million objects', `{"x":[${'{}'.repeat(2_000_000)}]}`],
  ['deep groups of a grammar', JSON.stringify({ grammar: `root ::= ${deepGroups}` })],
  ['deep groups behind a quote', JSON.stringify({ grammar: `root ::= #"\n${deepGroups}` })],
  ['deep groups that are written otherwise', `{"grammar":"${'\\u0028'.repeat(30_000)}"}`],
  ['deep groups of a pattern', JSON.stringify({ json_schema: { pattern: `^${deepGroups}$` } })],
  ['deep groups of a trigger', JSON.stringify({ grammar_triggers: [{ value: deepGroups }] })],
  ['references one after the other', JSON.stringify({ json_schema: { $defs: referenceChain } })],
])('%s end at the listener, because they would end an engine', async (_, body) => {
  const { url, engines } = await openTestListener();
  expect(await refusalOf(await ask(url, body))).toMatchObject({
    status: 400,
    code: 'too_intricate',
  });
  expect(engines.a?.requests).toEqual([]);
});

test('brackets and commas inside of texts are only texts', async () => {
  const { url } = await openTestListener();
  const prompt = `${'[{('.repeat(MIB)}${',"\\'.repeat(MIB)}`;
  const grammar = `root ::= ${'("a") '.repeat(500)}`;
  expect((await ask(url, { prompt, grammar })).status).toBe(200);
});

test('a body of 100 MB is refused by its length, and the client sees the refusal', async () => {
  const { url, engines } = await openTestListener();
  const answer = await ask(url, 'x'.repeat(100_000_000));
  expect(await refusalOf(answer)).toEqual({
    status: 413,
    code: 'body_too_large',
    message: 'The body is larger than the limit of 64 MiB',
  });
  expect(engines.a?.requests).toEqual([]);
});

test('who reads no answer before the whole body is sent still gets the refusal', async () => {
  const { port } = await openTestListener({ limits: { bodyBytes: MIB } });
  const raw = await openRaw(port);
  raw.socket.pause();
  const sent = new Promise((resolve) => raw.socket.write(rawPost('x'.repeat(32 * MIB)), resolve));
  expect(await sent).not.toBeInstanceOf(Error);
  raw.socket.resume();
  expect(await raw.ended()).toMatch(/^HTTP\/1.1 413 /);
});

test('chunks without an end are refused at the limit and cut a little later', async () => {
  const limits = { bodyBytes: MIB, lingerMs: 200 };
  const { port, engines, log } = await openTestListener({ limits });
  const head =
    'POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n';
  const raw = await openRaw(port, head);
  const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
  const send = () => {
    while (!raw.socket.destroyed && raw.socket.write(chunk));
  };
  raw.socket.on('drain', send);
  send();
  const text = await raw.ended();
  expect(text).toMatch(/^HTTP\/1.1 413 /);
  expect(text).toMatch(/"code":"body_too_large"/);
  expect(log).toMatchObject([{ kind: 'refused', status: 413 }]);
  expect(engines.a?.requests).toEqual([]);
});

test.each([
  ['headers', 'POST /v1/completions HTTP/1.1\r\nHost: localhost\r\n', 'X-A: 1\r\n', false],
  ['a request line', 'POST /v1/comp', 'x', false],
  ['a body', rawPost('').replace('Length: 0', 'Length: 1000'), 'x', true],
  [
    'chunks',
    rawPost('').replace('Content-Length: 0', 'Transfer-Encoding: chunked'),
    '1\r\nx\r\n',
    true,
  ],
])(
  'who sends %s a little at a time is answered 408, and no engine is touched',
  async (_, start, drip, isBody) => {
    const limits = { headersMs: 300, bodyMs: isBody ? 400 : 60_000 };
    const { port, engines, log } = await openTestListener({ limits });
    const raw = await openRaw(port, start);
    const timer = setInterval(() => raw.socket.write(drip), 40);
    raw.socket.once('close', () => clearInterval(timer));
    const text = await raw.ended();
    expect(text).toMatch(/^HTTP\/1.1 408 /);
    expect(text).toMatch(/"code":"too_slow"/);
    expect(log).toContainEqual({
      kind: 'refused',
      status: 408,
      cause: 'too_slow',
      milliseconds: 0,
    });
    expect(engines.a?.requests).toEqual([]);
  },
);

test('slow clients do not keep others waiting', async () => {
  const { port, url } = await openTestListener();
  const slow = await Promise.all(
    Array.from({ length: 200 }, () => openRaw(port, 'POST /v1/completions HTTP/1.1\r\nHost: l')),
  );
  expect((await ask(url, {})).status).toBe(200);
  for (const { socket } of slow) socket.destroy();
});

test('all bodies together have a limit too, as long as their requests last', async () => {
  const held: (() => void)[] = [];
  const answer: EngineAnswer = (response) => held.push(() => response.end('{}'));
  const limits = { heldBytes: MIB };
  const { url, listener } = await openTestListener({ releases: { a: answer }, limits });
  const large = ask(url, { prompt: 'x'.repeat(MIB - 100) });
  await pollUntil({ what: 'the engine', seconds: 5 }, () => held.length === 1);
  const refused = await ask(url, { prompt: 'x'.repeat(200) });
  expect(refused.headers.get('retry-after')).toBe('1');
  expect(await refusalOf(refused)).toMatchObject({ status: 503, code: 'busy' });
  held.shift()?.();
  expect((await large).status).toBe(200);
  await listener.whenIdle('a', AbortSignal.timeout(5_000));
  const next = ask(url, { prompt: 'x'.repeat(200) });
  await pollUntil({ what: 'the engine', seconds: 5 }, () => held.length === 1);
  held.shift()?.();
  expect((await next).status).toBe(200);
});

test('1 000 requests at once are all answered, a few at a time', async () => {
  let [atOnce, most] = [0, 0];
  const answer: EngineAnswer = (response) => {
    atOnce += 1;
    most = Math.max(most, atOnce);
    setImmediate(() => {
      atOnce -= 1;
      response.end('{}');
    });
  };
  const { url, engines, listener } = await openTestListener({ releases: { a: answer } });
  const statuses = await Promise.all(
    Array.from({ length: 1000 }, async (_, index) => {
      const response = await ask(url, { index });
      await response.text();
      return response.status;
    }),
  );
  expect(new Set(statuses)).toEqual(new Set([200]));
  const indices = engines.a?.requests.map(({ body }) => JSON.parse(body).index);
  expect(new Set(indices).size).toBe(1000);
  expect(most).toBeLessThanOrEqual(64);
  expect(listener.inFlight('a')).toBe(0);
});

test('a queue that is full says so, and takes more when it has room', async () => {
  const held: (() => void)[] = [];
  const answer: EngineAnswer = (response) => held.push(() => response.end('{}'));
  const limits = { requestsAtEngine: 1, requestsPerEngine: 2 };
  const { url, engines, listener } = await openTestListener({ releases: { a: answer }, limits });
  const waiting = [ask(url, {}), ask(url, {})];
  await pollUntil({ what: 'the queue', seconds: 5 }, () => listener.inFlight('a') === 2);
  const refused = await ask(url, {});
  expect(refused.headers.get('retry-after')).toBe('1');
  expect(await refusalOf(refused)).toMatchObject({ status: 429, code: 'queue_full' });
  expect(engines.a?.requests).toHaveLength(1);
  for (const asked of waiting) {
    await pollUntil({ what: 'the engine', seconds: 5 }, () => held.length > 0);
    held.shift()?.();
    expect((await asked).status).toBe(200);
  }
});

test('who gives up in the queue is never sent to the engine', async () => {
  const held: (() => void)[] = [];
  const answer: EngineAnswer = (response) => held.push(() => response.end('{}'));
  const limits = { requestsAtEngine: 1 };
  const { url, engines, listener } = await openTestListener({ releases: { a: answer }, limits });
  const first = ask(url, { n: 1 });
  await pollUntil({ what: 'the engine', seconds: 5 }, () => held.length === 1);
  const controller = new AbortController();
  const second = ask(url, { n: 2 }, { signal: controller.signal });
  await pollUntil({ what: 'the queue', seconds: 5 }, () => listener.inFlight('a') === 2);
  controller.abort();
  await expect(second).rejects.toThrow();
  await pollUntil({ what: 'the queue', seconds: 5 }, () => listener.inFlight('a') === 1);
  const third = ask(url, { n: 3 });
  held.shift()?.();
  expect((await first).status).toBe(200);
  await pollUntil({ what: 'the engine', seconds: 5 }, () => held.length === 1);
  held.shift()?.();
  expect((await third).status).toBe(200);
  expect(engines.a?.requests.map(({ body }) => JSON.parse(body).n)).toEqual([1, 3]);
});

test('more connections than the limit are not taken', async () => {
  const { port, log } = await openTestListener({ limits: { connections: 2 } });
  const [first, second] = [await openRaw(port), await openRaw(port)];
  const third = await openRaw(port, rawPost('{}'));
  expect(await third.ended()).toBe('');
  expect(log).toContainEqual(expect.objectContaining({ cause: 'too_many_connections' }));
  first.socket.write(rawPost('{}'));
  await first.until(/HTTP\/1.1 200 OK/);
  for (const { socket } of [first, second]) socket.destroy();
});
