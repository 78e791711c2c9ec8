import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type S3Store, s3PlaceOf } from '../../src/core/source/s3-place.ts';
import { headerCacheIn } from '../../src/models/header-cache.ts';
import { readHeaderOf } from '../../src/models/read-header-of.ts';
import { readS3Source } from '../../src/models/read-s3-source.ts';
import { rejectionOf } from '../support/error-of.ts';
import { ggufFile, text } from '../support/models/gguf-file.ts';
import { serveS3, type TestS3 } from '../support/s3/serve-s3.ts';

const { signal } = new AbortController();
const model = ggufFile({
  values: { 'general.architecture': text('qwen3') },
  tensors: [{ name: 'output.weight', dims: [32, 4] }],
}).bytes;
let s3: TestS3;
let folder: string;

beforeAll(async () => {
  s3 = await serveS3('127.0.0.1');
  folder = await mkdtemp(path.join(tmpdir(), 'llmkube-s3-cache-'));
  await s3.makeBucket('models');
  await s3.makeBucket('open', { isPublic: true });
  await s3.put('models', 'm.gguf', model);
  await s3.put('models', 'a+b/ü (1)~%41.gguf', model);
  await s3.put('open', 'm.gguf', model);
});

afterAll(async () => {
  await s3?.close();
  if (folder !== undefined) await rm(folder, { recursive: true });
});

type Environment = Readonly<Record<string, string>>;

interface Asked {
  readonly environment?: Environment;
  readonly place?: 'pod' | 'host';
  readonly hasTokenSecret?: boolean;
  readonly store?: S3Store;
  readonly signsFor?: string;
}

function read(bucket: string, key: string, asked: Asked = {}) {
  const { environment = s3.env, place = 'host', hasTokenSecret = false, ...store } = asked;
  const source = { kind: 's3', bucket, key } as const;
  const question = { source, place, hasTokenSecret, ...store };
  return readS3Source(question, { signal, environment });
}

const withoutKeys = (): Environment => ({
  AWS_ENDPOINT_URL: s3.url,
  AWS_DEFAULT_REGION: s3.region,
});

test.each(['m.gguf', 'a+b/ü (1)~%41.gguf'])('%s is found by a signed request', async (key) => {
  const answer = await read('models', key);
  expect(answer).toMatchObject({ kind: 'reached', facts: { bytes: model.length } });
  const { facts } = answer;
  const place = { kind: 'url', url: facts.url ?? '', isHub: false, region: facts.region } as const;
  const header = await readHeaderOf(place, { signal, environment: s3.env });
  expect(header).toMatchObject({ kind: 'read', fileBytes: model.length });
});

test('a header is kept by its ETag, and another object behind the key is read anew', async () => {
  const cache = headerCacheIn(folder);
  const { url, region } = s3PlaceOf(
    { kind: 's3', bucket: 'models', key: 'kept.gguf' },
    { endpoint: s3.url, region: s3.region },
  );
  const ask = () =>
    readHeaderOf(
      { kind: 'url', url, isHub: false, region },
      { signal, environment: s3.env, cache },
    );
  await s3.put('models', 'kept.gguf', model);
  const first = await ask();
  const second = await ask();
  expect(first).toMatchObject({ kind: 'read', fileBytes: model.length });
  const kept = await cache.find(url);
  expect(kept).toMatchObject({ fileBytes: model.length });
  expect(second).toMatchObject({ kind: 'read', fileBytes: model.length });
  await s3.put('models', 'kept.gguf', Buffer.concat([model, Buffer.alloc(64)]));
  expect(await ask()).toMatchObject({ kind: 'read', fileBytes: model.length + 64 });
  expect((await cache.find(url))?.etag).not.toBe(kept?.etag);
});

test('a bucket for everybody needs no keys', async () => {
  const answer = await read('open', 'm.gguf', { environment: withoutKeys() });
  expect(answer).toMatchObject({ kind: 'reached', facts: { bytes: model.length } });
});

const changed = (change: Environment) => () => ({ ...s3.env, ...change });

test.each([
  ['no keys', withoutKeys, 'KeysWanted', 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set'],
  [
    'a wrong secret',
    changed({ AWS_SECRET_ACCESS_KEY: 'not-that-secret' }),
    'SignatureWrong',
    'the value of AWS_SECRET_ACCESS_KEY does not belong to AWS_ACCESS_KEY_ID',
  ],
  [
    'an unknown key',
    changed({ AWS_ACCESS_KEY_ID: 'STRANGER' }),
    'KeyUnknown',
    'the store does not know the key of AWS_ACCESS_KEY_ID',
  ],
  [
    'a wrong region',
    changed({ AWS_REGION: 'us-west-2' }),
    'OtherRegion',
    'the bucket is in the region `eu-test-1` and not in `us-west-2`',
  ],
] as const)('%s is told in one sentence without secrets', async (_, environment, cause, fact) => {
  const error = await rejectionOf(read('models', 'm.gguf', { environment: environment() }));
  expect(error).toMatchObject({ code: 'SOURCE_REFUSED', facts: { cause } });
  expect(error.message).toContain(fact);
  const said = JSON.stringify([error.message, error.facts, error.suggestions]);
  expect(said).not.toMatch(/not-that-secret|STRANGER|TESTKEYID|a secret|Signature=/);
});

test.each([
  ['models', 'absent.gguf', 'ObjectNotFound'],
  ['absent', 'm.gguf', 'BucketNotFound'],
])('%s/%s is not there', async (bucket, key, cause) => {
  const error = await rejectionOf(read(bucket, key));
  expect(error).toMatchObject({ code: 'SOURCE_REFUSED', facts: { cause, status: 404 } });
});

test('for a pod it is asked as the pod will ask', async () => {
  const error = await rejectionOf(read('models', 'm.gguf', { place: 'pod' }));
  expect(error).toMatchObject({ facts: { field: 'model.s3.secret', cause: 'KeysWanted' } });
  expect(await read('open', 'm.gguf', { place: 'pod' })).toMatchObject({ kind: 'reached' });
  const withSecret = { place: 'pod', hasTokenSecret: true } as const;
  expect(await read('models', 'm.gguf', withSecret)).toMatchObject({ kind: 'reached' });
  const unkeyed = { ...withSecret, environment: withoutKeys() };
  expect(await read('models', 'm.gguf', unkeyed)).toMatchObject({
    kind: 'unreachable',
    why: 'it wants a signed request (403) and this machine has no keys',
    facts: { url: `${s3.url}/models/m.gguf`, region: s3.region },
  });
});

test.each([
  ['a wrong secret', { AWS_SECRET_ACCESS_KEY: 'not-that-secret' }, 'does not belong to'],
  ['an unknown key', { AWS_ACCESS_KEY_ID: 'STRANGER' }, 'does not know the key'],
  ['a key that cannot be sent', { AWS_ACCESS_KEY_ID: 'STRAN\nGER' }, '`AWS_ACCESS_KEY_ID`'],
])('%s of this machine says nothing about those of a pod', async (_, change, why) => {
  const environment = changed(change)();
  const answer = await read('models', 'm.gguf', {
    place: 'pod',
    hasTokenSecret: true,
    environment,
  });
  expect(answer).toMatchObject({ kind: 'unreachable', why: expect.stringContaining(why) });
  expect(JSON.stringify(answer)).not.toMatch(/not-that-secret|STRAN|Signature=/);
});

test('an object for everybody is read with keys of another store too', async () => {
  const environment = changed({ AWS_ACCESS_KEY_ID: 'STRANGER' })();
  expect(await read('open', 'm.gguf', { environment })).toMatchObject({ kind: 'reached' });
});

test('a store that only a record names is asked, and shown no signature', async () => {
  const { AWS_ENDPOINT_URL_S3: _, ...environment } = s3.env;
  const store = { endpoint: s3.url };
  const asPod = { place: 'pod', hasTokenSecret: true, environment, store } as const;
  expect(await read('models', 'm.gguf', asPod)).toMatchObject({
    kind: 'unreachable',
    why: expect.stringContaining('signs only for AWS and for stores that AWS_ENDPOINT_URL'),
  });
  expect(await read('models', 'm.gguf', { ...asPod, signsFor: s3.url })).toMatchObject({
    kind: 'reached',
  });
  const { url, region } = s3PlaceOf({ kind: 's3', bucket: 'models', key: 'm.gguf' }, store);
  const place = { kind: 'url', url, isHub: false, region: s3.region ?? region } as const;
  expect(await readHeaderOf(place, { signal, environment })).toMatchObject({
    kind: 'unreachable',
  });
  const named = { ...place, signsFor: s3.url };
  expect(await readHeaderOf(named, { signal, environment })).toMatchObject({ kind: 'read' });
});

test('one part of a model is refused, and the first one found by who reads all', async () => {
  const error = await rejectionOf(read('models', 'm-00001-of-00003.gguf'));
  expect(error).toMatchObject({ code: 'SOURCE_REFUSED', facts: { cause: 'NoChoice' } });
  expect(error.message).toContain('the model is split into 3 files');
  const source = { kind: 's3', bucket: 'models', key: 'm-00001-of-00001.gguf' } as const;
  await s3.put(source.bucket, source.key, model);
  const question = { source, place: 'host', hasTokenSecret: false, mayBeShard: true } as const;
  expect(await readS3Source(question, { signal, environment: s3.env })).toMatchObject({
    kind: 'reached',
  });
});
