import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { openListener } from '../../../src/agent/http/open-listener.ts';
import { systemClock } from '../../../src/cli/system-clock.ts';
import { ask, openTestListener } from '../../support/agent/open-test-listener.ts';
import { openRaw, rawPost } from '../../support/agent/raw-connection.ts';
import type { EngineAnswer } from '../../support/agent/stub-engine.ts';
import { pollUntil } from '../../support/cluster/poll-until.ts';
import { rejectionOf } from '../../support/error-of.ts';

const open = (port: number, host = '127.0.0.1') =>
  openListener({
    host,
    port,
    apiKey: undefined,
    backends: () => [],
    log: () => undefined,
    clock: systemClock,
  });

/** An engine whose answers begin at once and end when the test says so. */
function holding(): { answer: EngineAnswer; finish: () => void } {
  const held: (() => void)[] = [];
  const answer: EngineAnswer = (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
    held.push(() => response.end('data: [DONE]\n\n'));
  };
  const finish = () => {
    for (const end of held.splice(0)) end();
  };
  return { answer, finish };
}

test('closing frees the port at once, and what is under way ends as if nothing had happened', async () => {
  const { answer, finish } = holding();
  const { listener, port, url } = await openTestListener({ releases: { a: answer } });
  const idle = await openRaw(port, 'GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await idle.until(/"ok"/);
  const asked = await ask(url, {});
  const closed = listener.close(10_000);
  // A newer agent takes the port while the older one still answers.
  const newer = await open(port);
  await idle.ended();
  expect((await fetch(`${url}/health`)).status).toBe(200);
  finish();
  expect(await asked.text()).toBe('data: 1\n\ndata: [DONE]\n\n');
  await closed;
  await newer.close(0);
});

test('what is not done when the grace is over is cut, and its engine hears of it', async () => {
  const { answer } = holding();
  const { listener, url, engines } = await openTestListener({ releases: { a: answer } });
  const asked = await ask(url, {});
  await listener.close(50);
  await expect(asked.text()).rejects.toThrow();
  await pollUntil({ what: 'the engine to notice', seconds: 5 }, () => engines.a?.cut() === 1);
});

test('a connection whose request was under way is told that it was the last', async () => {
  let finish = () => {};
  const answer: EngineAnswer = (response) => {
    finish = () => response.end('{}');
  };
  const { listener, port } = await openTestListener({ releases: { a: answer } });
  const raw = await openRaw(port, rawPost('{}'));
  await pollUntil({ what: 'the request', seconds: 5 }, () => listener.inFlight('a') === 1);
  const closed = listener.close(10_000);
  await pollUntil({ what: 'the engine', seconds: 5 }, () => {
    finish();
    return /HTTP/.test(raw.text());
  });
  expect(await raw.ended()).toMatch(/connection: close/i);
  await closed;
});

test('a connection whose answer had begun is closed when that ends, and not when the grace does', async () => {
  const { answer, finish } = holding();
  const { listener, port } = await openTestListener({ releases: { a: answer } });
  const raw = await openRaw(port, rawPost('{}'));
  await raw.until(/data: 1/);
  const closed = listener.close(60_000);
  finish();
  expect(await raw.ended()).toMatch(/data: \[DONE\]\n\n\r\n0\r\n\r\n$/);
  await closed;
});

test('a release is idle when its last request is answered', async () => {
  const { answer, finish } = holding();
  const { listener, url } = await openTestListener({ releases: { a: answer, b: undefined } });
  const never = new AbortController().signal;
  await listener.whenIdle('a', never);
  const asked = [await ask(url, { model: 'a' }), await ask(url, { model: 'a' })];
  expect([listener.inFlight('a'), listener.inFlight('b')]).toEqual([2, 0]);
  await listener.whenIdle('b', never);
  let isIdle = false;
  const idle = listener.whenIdle('a', never).then(() => {
    isIdle = true;
  });
  const early = new AbortController();
  const gaveUp = listener.whenIdle('a', early.signal);
  early.abort();
  await gaveUp;
  expect(isIdle).toBe(false);
  finish();
  await idle;
  for (const response of asked) await response.text();
  expect(listener.inFlight('a')).toBe(0);
});

test('a port that is taken is an error that names who has it, and never another port', async () => {
  const first = await open(0);
  const { port } = first.address;
  const error = await rejectionOf(open(port));
  await first.close(0);
  expect([error.code, error.exitCode]).toEqual(['AGENT_PORT_TAKEN', 8]);
  expect(error.message).toMatch(
    new RegExp(`^Cannot listen on port ${port}: .+ has it; \`LLMKUBE_PORT\` chooses another one$`),
  );
  if (process.platform === 'linux') {
    expect(error.facts).toMatchObject({ port, pid: process.pid, variable: 'LLMKUBE_PORT' });
  }
});

test('an address that is not of this machine is an error of its own', async () => {
  const error = await rejectionOf(
    openListener({
      host: '192.0.2.1',
      port: 0,
      apiKey: 'k',
      backends: () => [],
      log: () => undefined,
      clock: systemClock,
    }),
  );
  expect(error.code).toBe('AGENT_ADDRESS_REFUSED');
  expect(error.message).toBe(
    'Cannot listen on `192.0.2.1`, port 0: that is no address of this machine',
  );
});

test('both families of loopback can be listened on', async () => {
  for (const host of ['127.0.0.1', 'localhost', '::1', '[::1]']) {
    const listener = await open(0, host);
    const socket = connect(listener.address.port, listener.address.host);
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.destroy();
    await listener.close(0);
  }
});
