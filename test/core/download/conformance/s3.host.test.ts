import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { s3PlaceOf } from '../../../../src/core/source/s3-place.ts';
import { weights } from '../../../support/download/download-bench.ts';
import {
  type Program,
  shellObstacle,
  testPrograms,
  withS3,
} from '../../../support/download/programs.ts';
import { inCache, startDownload } from '../../../support/download/start-download.ts';
import { serveS3, type TestS3 } from '../../../support/s3/serve-s3.ts';
import { testUnless } from '../../../support/tier-gate.ts';

const noShell = await shellObstacle();
let s3: TestS3;
let cache: string;

beforeAll(async () => {
  s3 = await serveS3('127.0.0.1');
  await s3.makeBucket('models');
  await s3.put('models', 'a+b/ü (1)~%41.gguf', weights);
  await s3.makeBucket('open', { isPublic: true });
  await s3.put('open', 'a+b/ü (1)~%41.gguf', weights);
});

afterAll(async () => {
  await s3?.close();
});

beforeEach(async () => {
  cache = await mkdtemp(path.join(tmpdir(), 'llmkube-s3-cache-'));
  return () => rm(cache, { recursive: true });
});

async function fetchObject(
  program: Program,
  change: Readonly<Record<string, string>> = {},
  bucket = 'models',
) {
  const object = { kind: 's3', bucket, key: 'a+b/ü (1)~%41.gguf' } as const;
  const { url } = s3PlaceOf(object, { endpoint: s3.url });
  const env = { LLMKUBE_REGION: s3.region, ...s3.env, ...change };
  return await (await startDownload(program, { cache, url, env })).ended;
}

function inEach(title: string, body: (program: Program) => Promise<void>): void {
  for (const { name, isShell, prepare } of testPrograms) {
    testUnless(isShell ? noShell : undefined)(`${name}: ${title}`, async () => {
      await body(withS3(await prepare(path.join(cache, 'bin')), isShell));
    });
  }
}

inEach('an object comes by signed questions', async (program) => {
  const run = await fetchObject(program);
  expect(run.lines.at(-1)).toEqual({ kind: 'done', bytes: weights.length });
  expect(await readFile(path.join(cache, inCache.file))).toEqual(weights);
});

inEach('a wrong secret is refused, and told without it', async (program) => {
  const run = await fetchObject(program, { AWS_SECRET_ACCESS_KEY: 'not-that-secret' });
  expect(run.lines.at(-1)).toMatchObject({ kind: 'failed', cause: 'SourceForbidden' });
  expect(run.output).not.toMatch(/not-that-secret|TESTKEYID/);
});

test('this machine fetches what anybody may, also with keys of another store', async () => {
  const node = testPrograms.find(({ isShell }) => !isShell);
  const program = await node?.prepare(path.join(cache, 'bin'));
  if (program === undefined) throw new Error('there is no such program');
  const run = await fetchObject(program, { AWS_ACCESS_KEY_ID: 'STRANGER' }, 'open');
  expect(run.lines.at(-1)).toEqual({ kind: 'done', bytes: weights.length });
});
