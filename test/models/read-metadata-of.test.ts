import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isLicenseKnown } from '../../src/core/license/license-of-header.ts';
import { readMetadataOf } from '../../src/models/read-metadata-of.ts';
import { hubTokens, serveHub, type TestHub } from '../support/hub/serve-hub.ts';
import { ggufHeader } from '../support/models/gguf-header.ts';
import { type FolderServer, serveFolder } from '../support/models/serve-folder.ts';

const { member } = hubTokens;
const text = (value: string) => ({ type: 'string', value }) as const;
const tokens = Array.from({ length: 20_000 }, (_, index) => text(`token ${index}`));
const last = ggufHeader({
  values: {
    'general.name': text('m'),
    'tokenizer.ggml.tokens': { type: 'array', of: 'string', items: tokens },
    'general.license': text('mit'),
  },
});
const first = ggufHeader({
  values: {
    'general.license': text('apache-2.0'),
    'tokenizer.ggml.tokens': { type: 'array', of: 'string', items: tokens },
  },
});
const weights = Buffer.alloc(3_000_000);
let folder: string;
let server: FolderServer;
let hub: TestHub;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'llmkube-header-'));
  await writeFile(path.join(folder, 'last.gguf'), Buffer.concat([last, weights]));
  await writeFile(path.join(folder, 'first.gguf'), Buffer.concat([first, weights]));
  await writeFile(path.join(folder, 'cut.gguf'), last.subarray(0, 5000));
  await writeFile(path.join(folder, 'page.gguf'), '<!doctype html><title>no</title>');
  server = await serveFolder({ folder, address: '127.0.0.1' });
  hub = await serveHub('127.0.0.1', {
    'org/gated': { files: { 'm.gguf': first }, access: 'gated', tokens: [member] },
  });
});

afterAll(async () => {
  await server.close();
  await hub.close();
  await rm(folder, { recursive: true });
});

const { signal } = new AbortController();
const readUrl = (url: string, more: { readonly token?: string; readonly isHub?: boolean } = {}) =>
  readMetadataOf({ kind: 'url', url, isHub: more.isHub ?? false }, isLicenseKnown, {
    signal,
    token: more.token,
  });

async function licenseAt(outcome: ReturnType<typeof readUrl>): Promise<unknown> {
  const read = await outcome;
  return read.kind === 'read' ? read.header.metadata.get('general.license') : read.fact;
}

test('a license at the start costs one range, and one behind a vocabulary a few', async () => {
  const before = server.requests.length;
  expect(await licenseAt(readUrl(`${server.url}/first.gguf`))).toBe('apache-2.0');
  const [only, ...others] = server.requests.slice(before);
  expect(only).toMatchObject({ status: 206, bytes: 65_536 });
  expect(others).toEqual([]);
  expect(await licenseAt(readUrl(`${server.url}/last.gguf`))).toBe('mit');
  const bytes = server.requests.slice(before + 1).reduce((sum, one) => sum + one.bytes, 0);
  expect(bytes).toBeLessThan(last.length + 1024 ** 2);
});

test('a file of this machine is read in the same way', async () => {
  const file = path.join(folder, 'last.gguf');
  expect(
    await licenseAt(readMetadataOf({ kind: 'file', path: file }, isLicenseKnown, { signal })),
  ).toBe('mit');
  const gone = { kind: 'file', path: path.join(folder, 'gone.gguf') } as const;
  expect(await readMetadataOf(gone, isLicenseKnown, { signal })).toMatchObject({
    kind: 'unreachable',
    fact: expect.stringContaining('ENOENT'),
  });
});

test('a server without ranges serves a license at the start, and is told apart otherwise', async () => {
  server.script('/first.gguf', { ignoresRanges: true });
  server.script('/last.gguf', { ignoresRanges: true });
  expect(await licenseAt(readUrl(`${server.url}/first.gguf`))).toBe('apache-2.0');
  expect(await licenseAt(readUrl(`${server.url}/last.gguf`))).toBe('it sends no parts of files');
  server.script('/last.gguf', {});
});

test.each([
  ['cut.gguf', /^it ends in its header, before byte 5015$/],
  ['page.gguf', /^it is a web page/],
  ['gone.gguf', /^it answers 404$/],
])('%s is answered by a sentence', async (name, fact) => {
  expect(await licenseAt(readUrl(`${server.url}/${name}`))).toMatch(fact);
});

test('a redirect is followed, and a circle of them ends', async () => {
  server.script('/moved.gguf', { status: 302, headers: { location: '/first.gguf' } });
  server.script('/round.gguf', { status: 302, headers: { location: '/round.gguf' } });
  expect(await licenseAt(readUrl(`${server.url}/moved.gguf`))).toBe('apache-2.0');
  expect(await licenseAt(readUrl(`${server.url}/round.gguf`))).toBe(
    'it redirects more than 5 times',
  );
});

test('a token is shown to the hub alone, and only where it says no without it', async () => {
  const url = `${hub.url}/org/gated/resolve/main/m.gguf`;
  expect(await licenseAt(readUrl(url, { isHub: true }))).toBe('it answers 401');
  const before = hub.requests.length;
  expect(await licenseAt(readUrl(url, { isHub: true, token: member }))).toBe('apache-2.0');
  const shown = hub.requests.slice(before).map(({ headers }) => headers.authorization);
  expect(shown).toEqual([undefined, `Bearer ${member}`]);
  expect(hub.storage.requests.map(({ headers }) => headers.authorization)).not.toContain(
    `Bearer ${member}`,
  );
  expect(await licenseAt(readUrl(url, { token: member }))).toBe('it answers 401');
});
