import { once } from 'node:events';
import { expect, test } from 'vitest';
import { ask, openTestListener, refusalOf } from '../../support/agent/open-test-listener.ts';
import { openRaw, rawPost } from '../../support/agent/raw-connection.ts';
import { type EngineAnswer, startStubEngine } from '../../support/agent/stub-engine.ts';
import { pollUntil } from '../../support/cluster/poll-until.ts';

const MIB = 1024 * 1024;

test('each piece of a stream arrives before the next one is made', async () => {
  const steps: (() => void)[] = [];
  const answer: EngineAnswer = (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    steps.push(() => response.write('data: 1\n\n'));
    steps.push(() => response.write('data: 2\n\n'));
    steps.push(() => response.end('data: [DONE]\n\n'));
  };
  const { url } = await openTestListener({ releases: { a: answer } });
  // The headers come while the engine has not said a word.
  const response = await ask(url, { stream: true });
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const texts: string[] = [];
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  for (const step of steps) {
    step();
    texts.push((await reader?.read())?.value ?? '');
  }
  expect(texts).toEqual(['data: 1\n\n', 'data: 2\n\n', 'data: [DONE]\n\n']);
  expect(await reader?.read()).toMatchObject({ done: true });
});

test('a client that goes away ends the work of its engine, in the middle or before the first word', async () => {
  const answer: EngineAnswer = (response, { body }) => {
    if (body.includes('early')) return;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: 1\n\n');
  };
  const { url, engines, listener, log } = await openTestListener({ releases: { a: answer } });
  for (const prompt of ['early', 'late']) {
    const controller = new AbortController();
    const asked = ask(url, { prompt }, { signal: controller.signal });
    await pollUntil({ what: 'the request', seconds: 5 }, () => listener.inFlight('a') === 1);
    if (prompt === 'late') await (await asked).body?.getReader().read();
    else
      await pollUntil({ what: 'the engine', seconds: 5 }, () => engines.a?.requests.length === 1);
    controller.abort();
    if (prompt === 'early') await expect(asked).rejects.toThrow();
    await pollUntil({ what: 'the end', seconds: 5 }, () => listener.inFlight('a') === 0);
  }
  await pollUntil({ what: 'the engine to notice', seconds: 5 }, () => engines.a?.cut() === 2);
  expect(log.map(({ kind }) => kind)).toEqual(['gone', 'gone']);
});

test('a client that reads nothing stops its engine from sending, and is cut at last', async () => {
  let sent = 0;
  const answer: EngineAnswer = async (response) => {
    response.writeHead(200, { 'content-type': 'application/octet-stream' });
    const chunk = Buffer.alloc(MIB);
    while (sent < 256 && !response.destroyed) {
      sent += 1;
      if (!response.write(chunk))
        await Promise.race([once(response, 'drain'), once(response, 'close')]);
    }
    response.end();
  };
  const { port, listener, log } = await openTestListener({
    releases: { a: answer },
    limits: { stalledMs: 1_500 },
  });
  const raw = await openRaw(port, rawPost('{}'));
  raw.socket.pause();
  await pollUntil({ what: 'the stalled client to be cut', seconds: 10 }, () => log.length > 0);
  // What lies in the sockets' buffers, and not a sixteenth of the answer.
  expect(sent).toBeLessThan(64);
  expect(log[0]?.kind).toBe('gone');
  expect(listener.inFlight('a')).toBe(0);
  raw.socket.destroy();
});

test('an engine that dies in the middle is a broken answer and never an end', async () => {
  let die = () => {};
  const answer: EngineAnswer = (response, { body }) => {
    const length = body.includes('length') ? { 'content-length': '100' } : {};
    response.writeHead(200, { 'content-type': 'text/event-stream', ...length });
    response.write('data: 1\n\n');
    die = () => response.socket?.destroy();
  };
  const { url, port, log } = await openTestListener({ releases: { a: answer } });
  for (const body of [{}, { x: 'length' }]) {
    const reader = (await ask(url, body)).body?.getReader();
    await reader?.read();
    die();
    await expect(reader?.read()).rejects.toThrow();
  }
  // HTTP/1.0 has no other end of an answer than that of the connection, so that one is reset.
  const old = 'POST /v1/completions HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}';
  for (const [bytes, error] of [
    [rawPost('{}'), undefined],
    [old, 'ECONNRESET'],
  ] as const) {
    const raw = await openRaw(port, bytes);
    await raw.until(/data: 1/);
    die();
    expect(await raw.ended()).not.toMatch(/\r\n0\r\n\r\n$/);
    expect(raw.error()).toBe(error);
  }
  expect(log.map(({ kind, release }) => [kind, release])).toEqual(Array(4).fill(['broken', 'a']));
});

test('an engine that dies before its answer, or is not there, is a 502 that names the release', async () => {
  const answer: EngineAnswer = (response) => response.socket?.destroy();
  const { url, engines, log } = await openTestListener({ releases: { a: answer } });
  const expected = {
    status: 502,
    code: 'engine_broken_off',
    message: 'The engine of `a` broke off before it answered',
  };
  expect(await refusalOf(await ask(url, {}))).toEqual(expected);
  await engines.a?.kill();
  expect(await refusalOf(await ask(url, {}))).toEqual(expected);
  expect(log.map(({ kind, status }) => [kind, status])).toEqual([
    ['broken', 502],
    ['broken', 502],
  ]);
});

test('an engine that was started again on its socket is asked anew', async () => {
  const { url, engines } = await openTestListener();
  expect((await ask(url, {})).status).toBe(200);
  const socket = engines.a?.socket ?? '';
  await engines.a?.kill();
  const again = await startStubEngine(socket);
  expect((await ask(url, {})).status).toBe(200);
  await again.kill();
});

test("the engine's own refusals are passed on as they are", async () => {
  const answer: EngineAnswer = (response) => {
    response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":{"code":400}}');
  };
  const { url } = await openTestListener({ releases: { a: answer } });
  const response = await ask(url, {});
  expect([response.status, await response.text()]).toEqual([400, '{"error":{"code":400}}']);
});

test('headers of one connection are not those of the next', async () => {
  const answer: EngineAnswer = (response) => {
    const connection = ['connection', 'X-Hop', 'keep-alive', 'timeout=1', 'x-hop', '1'];
    const others = ['x-own', '2', 'access-control-allow-origin', '*', 'server', 'llama.cpp'];
    response.writeHead(200, [...connection, ...others]).end('{}');
  };
  const { url } = await openTestListener({ releases: { a: answer } });
  const { headers } = await ask(url, {});
  expect(headers.get('x-own')).toBe('2');
  for (const name of ['x-hop', 'access-control-allow-origin', 'server']) {
    expect(headers.get(name)).toBeNull();
  }
});
