import { request } from 'node:http';
import { expect, test } from 'vitest';
import { openTestListener, refusalOf } from '../../support/agent/open-test-listener.ts';
import { openRaw, rawPost } from '../../support/agent/raw-connection.ts';

async function statusWith(port: number, headers: Record<string, string>): Promise<number> {
  return await new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path: '/v1/completions', method: 'POST', headers };
    const asked = request({ ...options, agent: false }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? 0));
    });
    asked.once('error', reject);
    asked.end('{}');
  });
}

test.each([
  'localhost',
  'localhost:11500',
  'LOCALHOST',
  'app.localhost:3000',
  '127.0.0.1',
  '127.1.2.3:1',
  '[::1]:80',
])('Host: %s is this machine', async (host) => {
  const { port } = await openTestListener();
  expect(await statusWith(port, { host })).toBe(200);
});

test.each([
  'evil.example',
  'evil.example:11500',
  'localhost.evil.example',
  '127.0.0.1.evil.example',
  '127.0.0.1@evil.example',
  'localhost:11500@evil.example',
  '0.0.0.0',
  '[::1',
  '169.254.169.254',
])('Host: %s is somebody else, and no engine is touched', async (host) => {
  const { port, engines } = await openTestListener();
  expect(await statusWith(port, { host })).toBe(421);
  expect(engines.a?.requests).toEqual([]);
});

test.each(['http://localhost:3000', 'http://127.0.0.1', 'https://[::1]:8443'])(
  'a page of %s may ask and read',
  async (origin) => {
    const { url } = await openTestListener();
    const headers = { origin, 'access-control-request-headers': 'authorization, content-type' };
    const preflight = await fetch(`${url}/v1/completions`, { method: 'OPTIONS', headers });
    expect(preflight.status).toBe(204);
    expect(Object.fromEntries(preflight.headers)).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'POST, OPTIONS',
      'access-control-allow-headers': 'authorization, content-type',
      vary: 'Origin',
    });
    const init = { method: 'POST', body: '{}', headers: { origin } };
    const answer = await fetch(`${url}/v1/completions`, init);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
  },
);

test.each([
  'https://evil.example',
  'null',
  'http://localhost.evil.example',
  'http://127.0.0.1.evil.example',
  'file://',
  'chrome-extension://abc',
  'http://localhost@evil.example',
])('a page of %s may not, not even ask what it may', async (origin) => {
  const { url, engines } = await openTestListener();
  for (const method of ['POST', 'OPTIONS']) {
    const answer = await fetch(`${url}/v1/completions`, { method, headers: { origin } });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect(await refusalOf(answer)).toMatchObject({ status: 403, code: 'origin_not_allowed' });
  }
  expect(engines.a?.requests).toEqual([]);
});

test('without an origin OPTIONS tells the methods', async () => {
  const { url } = await openTestListener({ apiKey: 'sesame' });
  const answer = await fetch(`${url}/v1/models`, { method: 'OPTIONS' });
  expect([answer.status, answer.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS']);
});

const smuggled: readonly (readonly [string, string, number])[] = [
  ['two lengths', rawPost('{}', ['Content-Length: 2']), 400],
  ['two lengths that differ', rawPost('{}', ['Content-Length: 9']), 400],
  ['a length and chunks', rawPost('{}', ['Transfer-Encoding: chunked']), 400],
  ['an unknown transfer', rawPost('{}', ['Transfer-Encoding: chunked, identity']), 400],
  ['two hosts', rawPost('{}', ['Host: evil.example']), 400],
  ['an empty host', rawPost('{}').replace('localhost', ''), 421],
  ['no host', 'POST /v1/completions HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}', 400],
  [
    'a target of somebody else',
    'GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n',
    400,
  ],
  ['a folded header', rawPost('{}', ['X-A: 1\r\n  2']), 400],
  ['a header without a name', rawPost('{}', [': 1']), 400],
  ['a space before the colon', rawPost('{}', ['X-A : 1']), 400],
  ['a bare line feed', 'GET /health HTTP/1.1\nHost: localhost\n\n', 400],
  ['another protocol', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
  ['HTTP/2 by word', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
  ['an encoded body', rawPost('{}', ['Content-Encoding: gzip']), 415],
  ['headers without end', `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}`, 431],
  ['an expectation that nobody meets', rawPost('{}', ['Expect: the-moon']), 417],
];

test.each(smuggled)('%s reaches no engine', async (_, bytes, status) => {
  const { port, engines } = await openTestListener();
  const raw = await openRaw(port, bytes);
  expect(await raw.until(/\r\n\r\n/)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  raw.socket.destroy();
  expect(engines.a?.requests).toEqual([]);
});

test('CONNECT gets no tunnel', async () => {
  const { port } = await openTestListener();
  const raw = await openRaw(port, 'CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n');
  expect(await raw.ended()).toBe('');
});

test('a client that waits before its body is told to go on only when it is let in', async () => {
  const { port } = await openTestListener();
  const expectation = ['Expect: 100-continue'];
  const letIn = await openRaw(port, rawPost('', expectation).replace('Length: 0', 'Length: 2'));
  await letIn.until(/^HTTP\/1.1 100 Continue\r\n\r\n$/);
  letIn.socket.write('{}');
  await letIn.until(/HTTP\/1.1 200 OK/);
  letIn.socket.destroy();
  const large = rawPost('', expectation).replace('Length: 0', 'Length: 999999999');
  const refused = await openRaw(port, large);
  expect(await refused.until(/HTTP/)).toMatch(/^HTTP\/1.1 413 /);
  refused.socket.destroy();
});

test('HTTP/1.0 is answered without chunks, and its connection ends', async () => {
  const { port } = await openTestListener();
  const raw = await openRaw(port, 'POST /v1/completions HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}');
  const text = await raw.ended();
  expect(text).toMatch(/^HTTP\/1.1 200 OK/);
  expect(text).not.toMatch(/chunked/i);
  expect(text).toMatch(/"Paris"/);
});

test('requests that come one behind the other are answered in their order', async () => {
  const { port, engines } = await openTestListener();
  const names = ['org/a', 'none', 'org/a', 'a'];
  const raw = await openRaw(
    port,
    names.map((model) => rawPost(JSON.stringify({ model }))).join(''),
  );
  const text = await raw.until(/(HTTP\/1.1.*){4}"model":"a"/s);
  expect(text.match(/HTTP\/1.1 \d+/g)).toEqual(
    [200, 404, 200, 200].map((status) => `HTTP/1.1 ${status}`),
  );
  expect(engines.a?.requests).toHaveLength(3);
  raw.socket.destroy();
});
