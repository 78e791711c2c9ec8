import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { headerCacheIn } from '../../src/models/header-cache.ts';
import { readSafetensorsOf } from '../../src/models/read-safetensors-of.ts';
import { safetensorsFile } from '../support/models/safetensors-file.ts';
import { type FolderServer, serveFolder } from '../support/models/serve-folder.ts';

let folder: string;
let server: FolderServer;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'llmkube-safetensors-'));
  server = await serveFolder({ folder, address: '127.0.0.1' });
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const { signal } = new AbortController();

test('the header of a file of safetensors that was read before is not sent again', async () => {
  const file = path.join(folder, 'model.safetensors');
  await writeFile(file, safetensorsFile({ 'a.weight': { type: 'BF16', shape: [32, 4] } }));
  const cache = headerCacheIn(path.join(folder, 'cache'));
  const place = { kind: 'url', url: `${server.url}/model.safetensors`, isHub: false } as const;
  const first = await readSafetensorsOf(place, { signal, cache });
  expect(first).toMatchObject({ kind: 'read', header: { tensors: [{ name: 'a.weight' }] } });
  expect(await readSafetensorsOf(place, { signal, cache })).toEqual(first);
  expect(server.requests.map(({ status }) => status)).toEqual([206, 304]);
});
