import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { serveFolder } from './serve-folder.ts';

const CONTENT = '0123456789'.repeat(100);

test('a file is served whole, with its length and an ETag', async () => {
  const server = await exampleServer();
  const answer = await fetch(`${server.url}/model.gguf`);
  expect(answer.status).toBe(200);
  expect(await answer.text()).toBe(CONTENT);
  expect(answer.headers.get('content-length')).toBe('1000');
  expect(answer.headers.get('etag')).toMatch(/^".+"$/);
  expect(server.requests).toMatchObject([
    { method: 'GET', path: '/model.gguf', status: 200, bytes: 1000 },
  ]);
});

test('HEAD gives the headers of GET and no body', async () => {
  const server = await exampleServer();
  const answer = await fetch(`${server.url}/model.gguf`, { method: 'HEAD' });
  expect(answer.headers.get('content-length')).toBe('1000');
  expect(await answer.text()).toBe('');
});

test.each([
  { range: 'bytes=0-9', status: 206, body: '0123456789', contentRange: 'bytes 0-9/1000' },
  { range: 'bytes=995-', status: 206, body: '56789', contentRange: 'bytes 995-999/1000' },
  { range: 'bytes=-3', status: 206, body: '789', contentRange: 'bytes 997-999/1000' },
  { range: 'bytes=990-2000', status: 206, body: '0123456789', contentRange: 'bytes 990-999/1000' },
  { range: 'bytes=1000-', status: 416, body: 'status 416\n', contentRange: 'bytes */1000' },
  { range: 'bytes=0-1,4-5', status: 200, body: CONTENT, contentRange: null },
])('Range "$range" answers $status', async ({ range, status, body, contentRange }) => {
  const server = await exampleServer();
  const answer = await fetch(`${server.url}/model.gguf`, { headers: { range } });
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-range')).toBe(contentRange);
  expect(await answer.text()).toBe(body);
});

test('a range of a file that has changed meanwhile is the whole new file', async () => {
  const server = await exampleServer();
  const headers = { range: 'bytes=10-', 'if-range': '"another"' };
  const changed = await fetch(`${server.url}/model.gguf`, { headers });
  expect(changed.status).toBe(200);
  const etag = changed.headers.get('etag') ?? '';
  await changed.text();
  const same = await fetch(`${server.url}/model.gguf`, {
    headers: { ...headers, 'if-range': etag },
  });
  expect(same.status).toBe(206);
  expect((await same.text()).length).toBe(990);
});

test('a scripted status comes with its headers as often as told, then the file again', async () => {
  const server = await exampleServer();
  server.script('/model.gguf', { status: 429, headers: { 'retry-after': '7' }, times: 1 });
  const refused = await fetch(`${server.url}/model.gguf`);
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe('7');
  await refused.text();
  const served = await fetch(`${server.url}/model.gguf`);
  expect(served.status).toBe(200);
  await served.text();
});

test('a cut body breaks after its bytes although more were announced', async () => {
  const server = await exampleServer();
  server.script('/model.gguf', { cutAfterBytes: 300 });
  const answer = await fetch(`${server.url}/model.gguf`);
  expect(answer.headers.get('content-length')).toBe('1000');
  await expect(answer.text()).rejects.toThrow();
  expect(server.requests[0]?.bytes).toBe(300);
});

test('a delayed answer can be waited for and abandoned', async () => {
  const server = await exampleServer();
  server.script('/model.gguf', { delayMs: 60_000 });
  const abandoned = fetch(`${server.url}/model.gguf`, { signal: AbortSignal.timeout(50) });
  await expect(abandoned).rejects.toThrow(/timeout/);
});

test('nothing outside the folder is served', async () => {
  const server = await exampleServer();
  for (const path of ['/none', '/..%2f..%2fetc%2fpasswd', '/']) {
    const answer = await fetch(`${server.url}${path}`);
    expect(answer.status).toBe(404);
    await answer.text();
  }
});

async function exampleServer() {
  const folder = await mkdtemp(join(tmpdir(), 'serve-folder-'));
  await writeFile(join(folder, 'model.gguf'), CONTENT);
  const server = await serveFolder({ folder, address: '127.0.0.1' });
  onTestFinished(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });
  return server;
}
