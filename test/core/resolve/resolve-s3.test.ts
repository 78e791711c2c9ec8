import { expect, test } from 'vitest';
import type { Intent } from '../../../src/core/intent/schema.ts';
import { referencesOf } from '../../../src/core/resolve/references.ts';
import { needsSourceFacts, resolve } from '../../../src/core/resolve/resolve.ts';
import type { Resolved } from '../../../src/core/resolve/resolved.ts';
import { llamacpp } from '../../../src/runtimes/llamacpp/llamacpp.ts';

type Store = Intent['model']['s3'];

const source = 's3://bucket/models/m.gguf';
const facts = {
  url: 'https://store.example/bucket/models/m.gguf',
  region: 'eu-1',
  endpoint: 'https://store.example',
  bytes: 10,
};
const intentOf = (s3: Store): Intent => ({
  model: { id: 'm', source, ...(s3 === undefined ? {} : { s3 }) },
  runtime: { kind: 'llamacpp', image: 'llama-server:1' },
});
const resolveOf = (s3: Store, previous?: Resolved, found: typeof facts | object = facts) =>
  resolve({ intent: intentOf(s3), previous, source: found, live: {}, runtime: llamacpp });
const asks = (s3: Store, previous: Resolved) =>
  needsSourceFacts({ intent: intentOf(s3), previous, runtime: llamacpp });

test('an object is fetched from where it was found, with the keys that are said', () => {
  expect(resolveOf({ secret: 'keys' }).model).toMatchObject({
    kind: 'download',
    source,
    url: facts.url,
    bytes: 10,
    s3: { region: 'eu-1', endpoint: 'https://store.example', secret: 'keys' },
    file: expect.stringMatching(/^[0-9a-f]{16}\/m\.gguf$/),
  });
});

test('other keys ask nobody and fetch nothing anew, another store does', () => {
  const before = resolveOf({ secret: 'keys' });
  expect(asks({ secret: 'others' }, before)).toBe(false);
  const { model } = resolveOf({ secret: 'others' }, before, {});
  expect(model).toEqual({ ...before.model, s3: { ...facts3(before), secret: 'others' } });
  expect(resolveOf(undefined, before, {}).model).toEqual({ ...before.model, s3: facts3(before) });
  expect(asks({ region: 'eu-1' }, before)).toBe(false);
  expect(asks({ region: 'eu-2' }, before)).toBe(true);
  expect(asks({ endpoint: 'https://other.example' }, before)).toBe(true);
});

function facts3({ model }: Resolved): object {
  const { secret: _, ...store } = Object(model).s3;
  return store;
}

test('a Secret without one of the keys is missed before anything is written', () => {
  expect(referencesOf(resolveOf({ secret: 'keys' }))).toEqual([
    { kind: 'Secret', name: 'keys', key: 'AWS_ACCESS_KEY_ID', field: 'model.s3.secret' },
    { kind: 'Secret', name: 'keys', key: 'AWS_SECRET_ACCESS_KEY', field: 'model.s3.secret' },
  ]);
});

test.each([
  ['a URL of another server', { url: 'https://evil.example/bucket/models/m.gguf' }],
  ['a URL of another object', { url: 'https://store.example/bucket/other.gguf' }],
  ['no store', { s3: undefined }],
  ['a store that is no URL', { s3: { region: 'eu-1', endpoint: 'evil' } }],
  ['a region that is a host', { s3: { region: 'evil.example/' } }],
])('%s in the record is found anew', (_, change) => {
  const before = resolveOf({ secret: 'keys' });
  expect(asks({ secret: 'keys' }, before)).toBe(false);
  const forged = { ...before, model: { ...before.model, ...change } } as Resolved;
  expect(asks({ secret: 'keys' }, forged)).toBe(true);
  expect(resolveOf({ secret: 'keys' }, forged).model).toEqual(before.model);
});

test('the token beside weights in S3 is shown to the hub alone', () => {
  const tokenSecret = { name: 'hub', key: 'HF_TOKEN' };
  const projector = { source: 'hf://org/repo/mmproj.gguf' };
  const { model, runtime } = intentOf({ secret: 'keys' });
  const url = 'https://huggingface.co/org/repo/resolve/main/mmproj.gguf';
  const found = { ...facts, beside: { [projector.source]: { url, file: 'mmproj.gguf' } } };
  const resolved = resolve({
    intent: { model: { ...model, tokenSecret, projector }, runtime },
    previous: undefined,
    source: found,
    live: {},
    runtime: llamacpp,
  });
  expect(resolved.model).not.toHaveProperty('tokenSecret');
  expect(resolved.files?.[0]?.at).toMatchObject({ tokenSecret });
});
