import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readHttpSource } from '../../src/models/read-http-source.ts';
import type { ReadOptions } from '../../src/models/read-options.ts';
import { startConnectProxy } from '../support/connect-proxy.ts';
import { rejectionOf } from '../support/error-of.ts';
import { type FolderServer, serveFolder } from '../support/models/serve-folder.ts';

let folder: string;
let server: FolderServer;
const never = new AbortController().signal;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'llmkube-source-'));
  await writeFile(path.join(folder, 'm.gguf'), 'GGUF and more');
  server = await serveFolder({ folder, address: '127.0.0.1' });
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const read = (name: string, options = {}) =>
  readUrl(`${server.url}/${name}`, { signal: never, ...options });

const readUrl = (url: string, options: ReadOptions, hasTokenSecret = false) =>
  readHttpSource({ source: { kind: 'http', url }, hasTokenSecret }, options);

test('the size comes from one HEAD, and no byte of the file is fetched', async () => {
  const before = server.requests.length;
  expect(await read('m.gguf?download=true')).toEqual({ kind: 'reached', facts: { bytes: 13 } });
  expect(server.requests.slice(before)).toMatchObject([{ method: 'HEAD' }]);
});

test('a redirect is followed, to another path or another server', async () => {
  server.script('/moved.gguf', { status: 302, headers: { location: '/m.gguf' } });
  server.script('/away.gguf', { status: 307, headers: { location: `${server.url}/moved.gguf` } });
  expect(await read('away.gguf')).toEqual({ kind: 'reached', facts: { bytes: 13 } });
});

test('a redirect without end is refused', async () => {
  server.script('/loop.gguf', { status: 302, headers: { location: '/loop.gguf' } });
  const error = await rejectionOf(read('loop.gguf'));
  expect(error.code).toBe('SOURCE_REFUSED');
  expect(error.message).toMatch(/redirects more than 5 times/);
});

test.each([401, 403, 404, 410])(
  'a source that answers %d is refused, with the status',
  async (status) => {
    server.script('/refused.gguf', { status });
    const error = await rejectionOf(read('refused.gguf'));
    expect(error).toMatchObject({ code: 'SOURCE_REFUSED', exitCode: 4 });
    expect(error.message).toContain(String(status));
  },
);

test.each([405, 429])(
  'a source that answers HEAD with %d is there, its size stays unknown',
  async (status) => {
    server.script('/silent.gguf', { status });
    expect(await read('silent.gguf')).toEqual({ kind: 'reached', facts: {} });
  },
);

test('a source that fails, is not there or does not answer in time is no refusal', async () => {
  server.script('/broken.gguf', { status: 503 });
  server.script('/slow.gguf', { delayMs: 2000 });
  expect(await read('broken.gguf')).toMatchObject({
    kind: 'unreachable',
    why: 'it answers 503',
  });
  expect(await read('slow.gguf', { timeoutMilliseconds: 50 })).toMatchObject({
    kind: 'unreachable',
  });
  expect(await readUrl('http://127.0.0.1:1/m.gguf', { signal: never })).toMatchObject({
    kind: 'unreachable',
    why: expect.stringContaining('ECONNREFUSED'),
  });
});

test('a server is asked through the proxy of the environment, unless it is an exception', async () => {
  const proxy = await startConnectProxy();
  const url = `${server.url.replace('127.0.0.1', 'hub.test')}/m.gguf`;
  const environment = { HTTP_PROXY: proxy.url };
  const options = { signal: never, environment };
  expect(await readUrl(url, options)).toEqual({ kind: 'reached', facts: { bytes: 13 } });
  expect(proxy.asked).toEqual([url]);
  const excepted = { ...environment, NO_PROXY: 'hub.test' };
  const direct = await readUrl(url, { signal: never, environment: excepted });
  expect(direct).toMatchObject({ kind: 'unreachable' });
});

test.each([401, 403])(
  'a source that answers %d is no refusal when the pod shows a token that is not here',
  async (status) => {
    server.script('/closed.gguf', { status });
    const answer = await readUrl(`${server.url}/closed.gguf`, { signal: never }, true);
    expect(answer).toEqual({
      kind: 'unreachable',
      why: `it wants a login (${status}) and only the pod has one`,
      facts: {},
    });
  },
);
