import { mkdtemp, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { headerCacheIn } from '../../src/models/header-cache.ts';
import { readHeaderOf } from '../../src/models/read-header-of.ts';
import { hubTokens, serveHub, type TestHub } from '../support/hub/serve-hub.ts';
import { ggufFile, text, uint32 } from '../support/models/gguf-file.ts';
import { type FolderServer, serveFolder } from '../support/models/serve-folder.ts';

const { member } = hubTokens;
const words = Array.from({ length: 500_000 }, (_, index) => text(`token${index}`));
/** Its header is about as long as those of large vocabularies. */
const large = ggufFile({
  values: {
    'general.architecture': text('llama'),
    'tokenizer.ggml.tokens': { type: 'array', of: 'string', items: words },
    'llama.block_count': uint32(1),
  },
  tensors: [{ name: 'token_embd.weight', dims: [4096, 1024] }],
});
const small = ggufFile({
  values: { 'general.architecture': text('qwen3') },
  tensors: [{ name: 'output.weight', dims: [32, 4] }],
});
/** Of the data of the large one, more than any reader may take by mistake. */
const fileBytes = 64 * 1024 ** 2;
const oneMebibyte = 1024 ** 2;
let folder: string;
let server: FolderServer;
let hub: TestHub;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'llmkube-header-'));
  await writeFile(path.join(folder, 'large.gguf'), large.bytes);
  await truncate(path.join(folder, 'large.gguf'), fileBytes);
  await writeFile(path.join(folder, 'small.gguf'), small.bytes);
  await writeFile(path.join(folder, 'cut.gguf'), small.bytes.subarray(0, -1));
  await writeFile(path.join(folder, 'page.gguf'), '<!doctype html><title>no</title>');
  server = await serveFolder({ folder, address: '127.0.0.1' });
  hub = await serveHub('127.0.0.1', {
    'org/gated': { files: { 'm.gguf': small.bytes }, access: 'gated', tokens: [member] },
  });
});

afterAll(async () => {
  await server.close();
  await hub.close();
  await rm(folder, { recursive: true });
});

const { signal } = new AbortController();
const readUrl = (url: string, token?: string) =>
  readHeaderOf({ kind: 'url', url, isHub: token !== undefined }, { signal, token });

test('the header of a large file comes in one answer, which is cut off behind it', async () => {
  const before = server.requests.length;
  const read = await readUrl(`${server.url}/large.gguf`);
  expect(read).toMatchObject({ kind: 'read', fileBytes });
  if (read.kind !== 'read') return;
  expect(read.header.headerBytes).toBe(large.headerBytes);
  expect(read.header.tensors).toEqual(large.tensors);
  expect(read.header.counts.get('tokenizer.ggml.tokens')).toBe(words.length);
  expect(large.headerBytes).toBeGreaterThan(6 * oneMebibyte);
  expect(read.bytesRead).toBeLessThan(large.headerBytes + oneMebibyte);
  const [only, ...others] = server.requests.slice(before);
  expect(only?.headers.range).toBe(`bytes=0-${16 * oneMebibyte - 1}`);
  expect(others).toEqual([]);
});

test('a file of this machine, a small one and a server without ranges give the same', async () => {
  const here = { kind: 'file', path: path.join(folder, 'large.gguf') } as const;
  const local = await readHeaderOf(here, { signal });
  server.script('/large.gguf', { ignoresRanges: true });
  expect(await readUrl(`${server.url}/large.gguf`)).toMatchObject({
    kind: 'read',
    fileBytes,
    header: local.kind === 'read' ? local.header : {},
  });
  server.script('/large.gguf', {});
  expect(await readUrl(`${server.url}/small.gguf`)).toMatchObject({
    kind: 'read',
    fileBytes: small.bytes.length,
    header: { tensors: small.tensors },
  });
});

test.each([
  ['cut.gguf', { kind: 'problem', problem: { kind: 'tensor-beyond-file' } }],
  ['page.gguf', { kind: 'problem', problem: { fact: 'it is a web page and not a GGUF file' } }],
  ['gone.gguf', { kind: 'unreachable', fact: 'it answers 404' }],
])('%s is answered by a sentence', async (name, outcome) => {
  expect(await readUrl(`${server.url}/${name}`)).toMatchObject(outcome);
});

test('a connection that breaks off, or says nothing any more, is told and not waited for', async () => {
  server.script('/large.gguf', { cutAfterBytes: 100_000 });
  expect(await readUrl(`${server.url}/large.gguf`)).toMatchObject({ kind: 'unreachable' });
  server.script('/large.gguf', { stallAfterBytes: 100_000 });
  const place = { kind: 'url', url: `${server.url}/large.gguf`, isHub: false } as const;
  const outcome = await readHeaderOf(place, { signal, timeoutMilliseconds: 300 });
  expect(outcome).toMatchObject({ kind: 'unreachable' });
  server.script('/large.gguf', {});
});

test('a token is shown to the hub alone, and only where it says no without it', async () => {
  const url = `${hub.url}/org/gated/resolve/main/m.gguf`;
  expect(await readUrl(url)).toEqual({ kind: 'unreachable', fact: 'it answers 401' });
  expect(await readUrl(url, member)).toMatchObject({ kind: 'read' });
  const shown = hub.storage.requests.map(({ headers }) => headers.authorization);
  expect(shown).not.toContain(`Bearer ${member}`);
});

test('a header that was read before is not sent again, until the file is another one', async () => {
  const cache = headerCacheIn(path.join(folder, 'cache', 'headers'));
  const file = path.join(folder, 'kept.gguf');
  await writeFile(file, small.bytes);
  const place = { kind: 'url', url: `${server.url}/kept.gguf`, isHub: false } as const;
  const read = () => readHeaderOf(place, { signal, cache });
  const before = server.requests.length;
  const first = await read();
  const second = await read();
  expect(first).toMatchObject({ kind: 'read', header: { tensors: small.tensors } });
  expect(second).toEqual({ ...first, bytesRead: small.headerBytes });
  const answers = () => server.requests.slice(before).map(({ status, bytes }) => [status, bytes]);
  expect(answers()).toEqual([
    [206, small.bytes.length],
    [304, 0],
  ]);
  await writeFile(file, large.bytes);
  await truncate(file, fileBytes);
  expect(await read()).toMatchObject({ header: { tensors: large.tensors } });
  expect(answers().at(-1)?.[0]).toBe(206);
  expect(await read()).toMatchObject({ header: { tensors: large.tensors } });
  expect(answers().at(-1)).toEqual([304, 0]);
});

test('a cache that is damaged, or cannot be written to, is no cache', async () => {
  const cache = headerCacheIn(path.join(folder, 'damaged'));
  const url = `${server.url}/small.gguf`;
  const read = (from: typeof cache) =>
    readHeaderOf({ kind: 'url', url, isHub: false }, { signal, cache: from });
  await read(cache);
  const [name = ''] = await readdir(path.join(folder, 'damaged'));
  const kept = path.join(folder, 'damaged', name);
  expect((await stat(kept)).mode & 0o777).toBe(0o600);
  await truncate(kept, 100);
  expect(await read(cache)).toMatchObject({ kind: 'read', header: { tensors: small.tensors } });
  await writeFile(kept, '{"etag":1}\nGGUF');
  expect(await read(cache)).toMatchObject({ kind: 'read', header: { tensors: small.tensors } });
  const nowhere = headerCacheIn(path.join(folder, 'small.gguf', 'x'));
  expect(await read(nowhere)).toMatchObject({ kind: 'read' });
});

test.each([
  ['in number', { headers: 32, bytes: 1024 ** 2 }, 32],
  ['in bytes', { headers: 1000, bytes: 1000 }, 13],
])('no more headers are kept than some, %s', async (what, limits, kept) => {
  const place = path.join(folder, `many ${what}`);
  const cache = headerCacheIn(place, limits);
  for (let index = 0; index < 40; index += 1) {
    const draft = await cache.begin(`https://models.example/${index}`);
    await draft.write(Buffer.from('ab'));
    await draft.write(Buffer.from('cd'));
    await draft.keep({ etag: 'e', fileBytes: 4, length: 3 });
  }
  const dropped = await cache.begin('https://models.example/dropped');
  await dropped.write(Buffer.from('ab'));
  await dropped.drop();
  expect(await readdir(place)).toHaveLength(kept);
  expect(await cache.find('https://models.example/39')).toEqual({
    ...{ etag: 'e', fileBytes: 4 },
    bytes: Buffer.from('abc'),
  });
  expect(await cache.find('https://models.example/0')).toBeUndefined();
});
