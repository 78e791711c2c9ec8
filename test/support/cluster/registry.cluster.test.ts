import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DockerArchiveDigests, writeDockerArchive } from '../images/write-docker-archive.ts';
import { type Registry, startRegistry } from './registry.ts';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';

let folder: string;
let archive: string;
let digests: DockerArchiveDigests;
let registry: Registry;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'registry-'));
  archive = join(folder, 'image.tar');
  digests = await writeExampleArchive();
  registry = await startRegistry({ address: '127.0.0.1' });
});

afterAll(async () => {
  await registry.close();
  await rm(folder, { recursive: true });
});

test('a pushed image is found by its tag, and its blobs by their digests', async () => {
  const { digest } = await registry.push(archive, 'team/model:v1');
  const answer = await get('team/model/manifests/v1');
  expect(answer.headers.get('content-type')).toBe(MANIFEST);
  expect(answer.headers.get('docker-content-digest')).toBe(digest);
  const manifest = JSON.parse(answer.body);
  expect(manifest.layers[0].digest).toBe(`sha256:${digests.layer}`);
  const config = await get(`team/model/blobs/${manifest.config.digest}`);
  expect(JSON.parse(config.body).architecture).toBe('arm64');
  expect(registry.requests.at(-1)).toMatchObject({ method: 'GET', status: 200 });
});

test('a pushed image is another one than its archive, imported on the same node', async () => {
  await registry.push(archive, 'team/model:v1');
  const manifest = JSON.parse((await get('team/model/manifests/v1')).body);
  expect(manifest.config.digest).not.toBe(`sha256:${digests.image}`);
});

test('an index offers the image for its own platform only', async () => {
  await registry.push(archive, 'team/other-platform:v1', { asIndex: true });
  const answer = await get('team/other-platform/manifests/v1');
  expect(answer.headers.get('content-type')).toBe(INDEX);
  const { manifests } = JSON.parse(answer.body);
  expect(manifests).toHaveLength(1);
  expect(manifests[0].platform).toEqual({ architecture: 'arm64', os: 'linux' });
  const image = await get(`team/other-platform/manifests/${manifests[0].digest}`);
  expect(image.status).toBe(200);
});

test.each([
  {
    status: 401,
    code: 'UNAUTHORIZED',
    header: 'www-authenticate',
    value: 'Basic realm="registry"',
  },
  { status: 404, code: 'NAME_UNKNOWN', header: 'retry-after', value: null },
  { status: 429, code: 'TOOMANYREQUESTS', header: 'retry-after', value: '3' },
] as const)('a repository that is told to answers $status', async (refusal) => {
  const { status, code, header, value } = refusal;
  await registry.push(archive, 'team/refused:v1');
  await registry.push(archive, 'team/served:v1');
  registry.script('team/refused', { status, ...(status === 429 ? { retryAfter: '3' } : {}) });
  const refused = await get('team/refused/manifests/v1');
  expect(refused.status).toBe(status);
  expect(refused.headers.get(header)).toBe(value);
  expect(JSON.parse(refused.body).errors[0].code).toBe(code);
  expect((await get('team/served/manifests/v1')).status).toBe(200);
  registry.script('team/refused', undefined);
  expect((await get('team/refused/manifests/v1')).status).toBe(200);
});

test('a refusal can last for some requests only', async () => {
  await registry.push(archive, 'team/busy:v1');
  registry.script('team/busy', { status: 429, times: 2 });
  const statuses = [];
  for (let request = 0; request < 3; request++) {
    statuses.push((await get('team/busy/manifests/v1')).status);
  }
  expect(statuses).toEqual([429, 429, 200]);
});

test('what was never pushed is not found', async () => {
  expect((await get('team/never-pushed/manifests/v1')).status).toBe(404);
});

async function get(path: string) {
  const accept = `${MANIFEST}, ${INDEX}`;
  const answer = await fetch(`${registry.url}/v2/${path}`, { headers: { accept } });
  return { status: answer.status, headers: answer.headers, body: await answer.text() };
}

async function writeExampleArchive(): Promise<DockerArchiveDigests> {
  const root = join(folder, 'root');
  await mkdir(root);
  await writeFile(join(root, 'greeting'), 'hello');
  return await writeDockerArchive({
    root,
    name: 'docker.io/library/example:test',
    entrypoint: ['/greeting'],
    user: '10001:10001',
    env: {},
    architecture: 'arm64',
    out: archive,
  });
}
