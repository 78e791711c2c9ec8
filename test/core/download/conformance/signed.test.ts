import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { signedHeaders } from '../../../../src/models/s3-login.ts';
import { weights } from '../../../support/download/download-bench.ts';
import {
  type Program,
  shellObstacle,
  testPrograms,
  withS3,
} from '../../../support/download/programs.ts';
import { startDownload } from '../../../support/download/start-download.ts';
import { type FolderServer, serveFolder } from '../../../support/models/serve-folder.ts';
import { testUnless } from '../../../support/tier-gate.ts';
import { watchProcesses } from '../../../support/watch-processes.ts';

const noShell = await shellObstacle();
const region = 'eu-test-1';
let folder: string;
let server: FolderServer;
let cache: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'llmkube-signed-'));
  await writeFile(path.join(folder, 'm.gguf'), weights);
  server = await serveFolder({ folder, address: '127.0.0.1' });
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

beforeEach(async () => {
  cache = await mkdtemp(path.join(folder, 'cache-'));
  server.script('/m.gguf', {});
  server.requests.length = 0;
});

type Variables = Readonly<Record<string, string>>;

async function fetchSigned(program: Program, keys: Variables) {
  const url = `${server.url}/m.gguf`;
  const env = { LLMKUBE_REGION: region, ...keys };
  return await (await startDownload(program, { cache, url, env })).ended;
}

function inEach(title: string, body: (program: Program) => Promise<void>): void {
  for (const { name, isShell, prepare } of testPrograms) {
    testUnless(isShell ? noShell : undefined)(`${name}: ${title}`, async () => {
      await body(withS3(await prepare(path.join(cache, 'bin')), isShell));
    });
  }
}

const short = { AWS_ACCESS_KEY_ID: 'KEYID', AWS_SECRET_ACCESS_KEY: 'a "secret"/+%\\n of any kind' };
const long = { ...short, AWS_SECRET_ACCESS_KEY: 'x'.repeat(100), AWS_SESSION_TOKEN: 'to/day+==' };

/** What the other signer makes of the moment that a request names. */
async function expectedFor(keys: Variables): Promise<object> {
  const moment = server.requests[0]?.headers['x-amz-date'];
  const url = new URL(`${server.url}/m.gguf`);
  const { AWS_ACCESS_KEY_ID: id = '', AWS_SECRET_ACCESS_KEY: secret = '' } = keys;
  const login = { region, keys: { id, secret, session: keys.AWS_SESSION_TOKEN } };
  return await signedHeaders({ url, headers: {} }, login, String(moment));
}

inEach('a question has the signature that the signer of AWS makes', async (program) => {
  expect(await fetchSigned(program, short)).toMatchObject({ exitCode: 0 });
  expect(server.requests[0]?.headers).toMatchObject(await expectedFor(short));
});

inEach('so it has with a long secret and a session', async (program) => {
  expect(await fetchSigned(program, long)).toMatchObject({ exitCode: 0 });
  expect(server.requests[0]?.headers).toMatchObject(await expectedFor(long));
});

inEach('without keys nothing is signed', async (program) => {
  expect(await fetchSigned(program, {})).toMatchObject({ exitCode: 0 });
  expect(server.requests[0]?.headers).not.toHaveProperty('authorization');
});

inEach('a part goes on where it ended, with a signature of its own', async (program) => {
  server.script('/m.gguf', { cutAfterBytes: 1000, times: 1 });
  const run = await fetchSigned(program, short);
  expect(run.lines.at(-1)).toEqual({ kind: 'done', bytes: weights.length });
  expect(server.requests.map(({ headers: { range } }) => range)).toEqual([
    undefined,
    'bytes=1000-',
  ]);
  for (const { headers } of server.requests) expect(headers.authorization).toMatch(/^AWS4-HMAC/);
});

inEach('a redirect is refused, and nobody is shown the signature', async (program) => {
  server.script('/m.gguf', { status: 307, headers: { location: `${server.url}/other.gguf` } });
  const run = await fetchSigned(program, long);
  expect(run.exitCode).toBe(1);
  expect(run.lines.at(-1)).toMatchObject({ kind: 'failed', cause: 'SourceRefused' });
  expect(server.requests).toHaveLength(1);
});

inEach('a store in another region is told', async (program) => {
  server.script('/m.gguf', { status: 301, headers: { 'x-amz-bucket-region': 'us-west-2' } });
  const run = await fetchSigned(program, short);
  expect(run.lines.at(-1)).toMatchObject({
    kind: 'failed',
    words: expect.stringContaining('301, the bucket is in the region us-west-2'),
  });
});

inEach('no process has a key among its arguments, and nothing says one', async (program) => {
  const watch = watchProcesses();
  const run = await fetchSigned(program, long);
  await watch.stop();
  expect(run).toMatchObject({ exitCode: 0 });
  const seen = [...watch.commandLines, run.output].join('\n');
  for (const key of [
    ...Object.values(long),
    Buffer.from(long.AWS_SECRET_ACCESS_KEY).toString('hex'),
  ])
    expect(seen).not.toContain(key);
});

for (const { name, prepare } of testPrograms.filter(({ isShell }) => isShell)) {
  testUnless(noShell)(`${name}: no curl has a key in its environment`, async () => {
    // It is there for long enough to be looked at.
    server.script('/m.gguf', { delayMs: 500 });
    const program = withS3(await prepare(path.join(cache, 'bin')), true);
    const watch = watchProcesses('curl');
    const run = await fetchSigned(program, long);
    await watch.stop();
    expect(run).toMatchObject({ exitCode: 0 });
    const seen = [...watch.environments].join('\n');
    expect(seen).toContain('LLMKUBE_REGION=');
    for (const [variable, key] of Object.entries(long)) {
      expect(seen).not.toContain(variable);
      expect(seen).not.toContain(key);
    }
  });
}

inEach('what files end with is no part of a key', async (program) => {
  const around = (text: string) => ` \t${text} \r\n`;
  const keys = Object.fromEntries(Object.entries(long).map(([name, key]) => [name, around(key)]));
  expect(await fetchSigned(program, keys)).toMatchObject({ exitCode: 0 });
  expect(server.requests[0]?.headers).toMatchObject(await expectedFor(long));
});

inEach('keys are looked at only where a file is in S3', async (program) => {
  const keys = { ...short, AWS_ACCESS_KEY_ID: 'a"\nheader: x', LLMKUBE_REGION: '' };
  expect(await fetchSigned(program, keys)).toMatchObject({ exitCode: 0 });
  expect(server.requests[0]?.headers).not.toHaveProperty('authorization');
});

inEach('a key that would end a header is refused before anything is asked', async (program) => {
  const run = await fetchSigned(program, { ...short, AWS_ACCESS_KEY_ID: 'a"\nheader: x' });
  expect(run.lines.at(-1)).toMatchObject({ kind: 'failed', cause: 'TokenMalformed' });
  expect(server.requests).toEqual([]);
});
