import { expect, test } from 'vitest';
import type { Intent } from '../../../src/core/intent/schema.ts';
import { needsSourceFacts, resolve } from '../../../src/core/resolve/resolve.ts';
import { errorOf } from '../../support/error-of.ts';

const gibibyte = 1024 ** 3;

const intentOf = (
  source = 'https://models.example/a%20b.gguf',
  image = 'llama-server:1',
): Intent => ({
  model: { id: 'Qwen', source },
  runtime: { kind: 'llamacpp', image },
});

const first = (bytes?: number) =>
  resolve({
    intent: intentOf(),
    previous: undefined,
    source: bytes === undefined ? {} : { bytes },
    live: {},
  });

test('the size of the weights decides the claim and the budget of the start', () => {
  expect(first(gibibyte)).toMatchObject({ cacheBytes: 2 * gibibyte, startupSeconds: 600 + 54 });
  expect(first(10)).toMatchObject({ cacheBytes: gibibyte, startupSeconds: 601 });
});

test('weights of unknown size get a claim and a budget that most models fit', () => {
  const resolved = first();
  expect(resolved).toMatchObject({ cacheBytes: 20 * gibibyte, startupSeconds: 3600 });
  expect(resolved.model.bytes).toBeUndefined();
});

test('the file keeps its name, made safe, in a folder of its identity', () => {
  expect(first().model).toMatchObject({
    url: 'https://models.example/a%20b.gguf',
    file: expect.stringMatching(/^[0-9a-f]{16}\/a-b\.gguf$/),
  });
  const other = resolve({
    intent: intentOf('https://models.example/b.gguf'),
    previous: undefined,
    source: {},
    live: {},
  });
  expect(other.model.folder).not.toBe(first().model.folder);
});

test('what an earlier revision fixed stays when only the image changes', () => {
  const previous = { ...first(gibibyte), contextLength: 4096, startupSeconds: 7 };
  const intent = intentOf(undefined, 'llama-server:2');
  expect(needsSourceFacts({ intent, previous })).toBe(false);
  expect(resolve({ intent, previous, source: {}, live: {} })).toEqual({
    ...previous,
    image: 'llama-server:2',
  });
});

test('another source is asked again, and the claim never shrinks', () => {
  const previous = first(5 * gibibyte);
  const intent = intentOf('https://models.example/small.gguf');
  expect(needsSourceFacts({ intent, previous })).toBe(true);
  const resolved = resolve({ intent, previous, source: { bytes: 10 }, live: {} });
  expect(resolved.cacheBytes).toBe(previous.cacheBytes);
  expect(resolved.startupSeconds).toBe(601);
});

test.each([
  ['hf://org/repo/file.gguf', 'hub'],
  ['org/repo:Q4_K_M', 'hub'],
  ['s3://bucket/key', 's3'],
  ['pvc://claim/m.gguf', 'claim'],
  ['oci://registry.example/m:1', 'oci'],
  ['/models/m.gguf', 'path'],
])('%s is known and refused by the name of its kind', (source, kind) => {
  const error = errorOf(() =>
    resolve({ intent: intentOf(source), previous: undefined, source: {}, live: {} }),
  );
  expect(error).toMatchObject({ code: 'UNSUPPORTED_SOURCE', facts: { kind } });
});

test('replicas that somebody set stay, and a claim is asked for in the size that it has', () => {
  const resolved = resolve({
    intent: intentOf(),
    previous: first(10),
    source: {},
    live: { replicas: 0, claimBytes: 7 * gibibyte },
  });
  expect(resolved).toMatchObject({ replicas: 0, cacheBytes: 7 * gibibyte });
});
