import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { openListener } from '../../../src/agent/http/open-listener.ts';
import { systemClock } from '../../../src/cli/system-clock.ts';
import { ask, openTestListener, refusalOf } from '../../support/agent/open-test-listener.ts';
import { openRaw, rawPost } from '../../support/agent/raw-connection.ts';
import { rejectionOf } from '../../support/error-of.ts';

const KEY = 'sk-llmkube-0123456789';

test.each([
  ['Bearer', { authorization: `Bearer ${KEY}` }],
  ['bearer in other letters', { authorization: `bEARER  ${KEY}` }],
  ['x-api-key', { 'x-api-key': KEY }],
])('the right key is taken as %s', async (_, headers) => {
  const { url } = await openTestListener({ apiKey: KEY });
  expect((await ask(url, {}, { headers })).status).toBe(200);
});

test.each([
  ['none', {}, 'api_key_missing'],
  ['another scheme', { authorization: `Basic ${KEY}` }, 'api_key_missing'],
  ['no scheme', { authorization: KEY }, 'api_key_missing'],
  ['an empty one', { authorization: 'Bearer ' }, 'api_key_missing'],
  ['a beginning', { authorization: `Bearer ${KEY.slice(0, -1)}` }, 'invalid_api_key'],
  ['a longer one', { authorization: `Bearer ${KEY}x` }, 'invalid_api_key'],
  ['other letters', { authorization: `Bearer ${KEY.toUpperCase()}` }, 'invalid_api_key'],
  ['odd characters', { authorization: 'Bearer ÿ{}"\\\x80' }, 'invalid_api_key'],
  ['a very long one', { authorization: `Bearer ${'k'.repeat(10_000)}` }, 'invalid_api_key'],
  ['an empty x-api-key', { 'x-api-key': '' }, 'invalid_api_key'],
])(
  '%s is refused, and neither the answer nor the log has a key in it',
  async (_, headers, code) => {
    const { url, log, engines } = await openTestListener({ apiKey: KEY });
    for (const path of ['/v1/completions', '/v1/models', '/nothing']) {
      const method = path.endsWith('s') && path !== '/v1/models' ? 'POST' : 'GET';
      const body = method === 'POST' ? { body: '{}' } : {};
      const answer = await fetch(`${url}${path}`, { method, headers: headers as never, ...body });
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      const refusal = await refusalOf(answer);
      expect(refusal).toMatchObject({ status: 401, code });
      expect(JSON.stringify([refusal, log])).not.toContain(KEY.slice(0, 12));
    }
    expect(engines.a?.requests).toEqual([]);
  },
);

test('a key of other scripts is compared by its bytes', async () => {
  const apiKey = 'schlüssel-鍵';
  const { port } = await openTestListener({ apiKey });
  const raw = await openRaw(port, rawPost('{}', [`Authorization: Bearer ${apiKey}`]));
  expect(await raw.until(/HTTP/)).toMatch(/^HTTP\/1.1 200 /);
  raw.socket.destroy();
});

test('a key in the address is not in the log', async () => {
  const { url, log } = await openTestListener();
  await fetch(`${url}/v1/models?api_key=${KEY}`);
  await fetch(`${url}/${KEY}`);
  await fetch(`${url}/v1/models/${KEY}`);
  expect(log).toHaveLength(3);
  expect(JSON.stringify(log)).not.toContain(KEY);
});

test.each([
  ['0.0.0.0', undefined],
  ['::', undefined],
  ['example.test', undefined],
  ['127.0.0.1', ''],
])('listening on %s with the key %j is refused', async (host, apiKey) => {
  const error = await rejectionOf(open(host, apiKey));
  expect(error.code).toBe('API_KEY_NEEDED');
  expect(error.message).toBe(
    `Cannot listen on \`${host}\`: an endpoint that others than this machine reach needs a key`,
  );
});

test('who listens for others is reached by the address that the client used, and no other name', async () => {
  const { port } = await openTestListener({ host: '0.0.0.0', apiKey: KEY });
  const address = Object.values(networkInterfaces())
    .flat()
    .find((found) => found?.family === 'IPv4')?.address;
  const headers = { authorization: `Bearer ${KEY}` };
  expect((await ask(`http://${address}:${port}`, {}, { headers })).status).toBe(200);
  const foreign = rawPost('{}', [`Authorization: Bearer ${KEY}`]).replace('localhost', 'evil.test');
  const raw = await openRaw(port, foreign);
  expect(await raw.until(/HTTP/)).toMatch(/^HTTP\/1.1 421 /);
  raw.socket.destroy();
});

async function open(host: string, apiKey: string | undefined) {
  const rest = { backends: () => [], log: () => undefined, clock: systemClock };
  return await openListener({ host, port: 0, apiKey, ...rest });
}
