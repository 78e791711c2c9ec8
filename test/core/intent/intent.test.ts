import fc from 'fast-check';
import { expect, test } from 'vitest';
import { explain } from '../../../src/actions/explain.ts';
import { mergeIntent } from '../../../src/core/intent/merge-intent.ts';
import { parseIntent } from '../../../src/core/intent/parse-intent.ts';
import { runtimes } from '../../../src/runtimes/runtimes.ts';
import { errorOf } from '../../support/error-of.ts';

const whole = {
  model: { id: 'Qwen', source: 'https://models.example/m.gguf' },
  runtime: { kind: 'llamacpp', image: 'registry.example:5000/llama/server:1' },
};

test('a whole intent is taken as it is', () => {
  expect(parseIntent(whole, runtimes)).toEqual(whole);
});

test('every missing field is named at once, with the flags that give them', () => {
  const error = errorOf(() => parseIntent({ model: { id: 'x' }, runtime: {} }, runtimes));
  expect(error.code).toBe('INVALID_FIELD');
  expect(error.facts.fields).toEqual(['model.source', 'runtime.kind']);
  expect(error.suggestions).toEqual([
    'llmkube deploy <name> --source <url>',
    'llmkube explain spec.model.source',
    'llmkube explain spec.runtime.kind',
  ]);
});

test.each([
  ['an unknown field', { ...whole, invented: 1 }],
  ['an unknown runtime', { ...whole, runtime: { ...whole.runtime, kind: 'none' } }],
  ['a URL as an image', { ...whole, runtime: { ...whole.runtime, image: 'https://x/y' } }],
  ['an image with a space', { ...whole, runtime: { ...whole.runtime, image: 'a b' } }],
  ['a name with a comma', { ...whole, model: { ...whole.model, id: 'a,b' } }],
  ['a name with a line break', { ...whole, model: { ...whole.model, id: 'a\nb' } }],
  ['a name like a flag', { ...whole, model: { ...whole.model, id: '-a' } }],
])('%s is refused', (_, intent) => {
  expect(errorOf(() => parseIntent(intent, runtimes)).code).toBe('INVALID_FIELD');
});

test('an unreadable source is refused in the words of its reader', () => {
  const model = { ...whole.model, source: 'nonsense' };
  const error = errorOf(() => parseIntent({ ...whole, model }, runtimes));
  expect(error.code).toBe('INVALID_SOURCE');
  expect(error.message).toBe('Cannot read model source `nonsense`: it has no known form');
  const both = { model, runtime: { ...whole.runtime, image: 'a b' } };
  expect(errorOf(() => parseIntent(both, runtimes)).code).toBe('INVALID_FIELD');
});

test.each([
  'llama-server:1',
  'ghcr.example/a/b-c/d_e:server',
  'localhost:5000/x@sha256:'.concat('a'.repeat(64)),
  'docker.io/library/llama-server:test',
])('%s is an image', (image) => {
  expect(
    parseIntent({ ...whole, runtime: { ...whole.runtime, image } }, runtimes).runtime.image,
  ).toBe(image);
});

test('given fields win, others stay, undefined is not given', () => {
  const merged = mergeIntent(whole, {
    model: { source: undefined },
    runtime: { image: 'other:2' },
  });
  expect(merged).toEqual({ ...whole, runtime: { ...whole.runtime, image: 'other:2' } });
});

const block = fc.letrec((tie) => ({
  block: fc.dictionary(
    fc.constantFrom('a', 'b', 'c'),
    fc.oneof({ depthSize: 'small' }, fc.integer(), tie('block')),
  ),
})).block as fc.Arbitrary<Record<string, never>>;

test('merging nothing changes nothing, and merging twice is merging once', () => {
  fc.assert(
    fc.property(block, block, (stored, given) => {
      expect(mergeIntent(stored, {})).toEqual(stored);
      const once = mergeIntent(stored, given);
      expect(mergeIntent(once, given)).toEqual(once);
    }),
  );
});

const key = '-----BEGIN PRIVATE KEY-----\nMIGHAg==\n-----END PRIVATE KEY-----';

test.each([
  ['cpu that is no number', { resources: { cpu: 'two' } }, 'resources.cpu'],
  ['no cpu', { resources: { cpu: '0' } }, 'resources.cpu'],
  ['memory in thousandths of a byte', { resources: { memory: '512m' } }, 'resources.memory'],
  ['negative replicas', { scale: { replicas: -1 } }, 'scale.replicas'],
  ['half a GPU', { hardware: { gpus: 0.5 } }, 'hardware.gpus'],
  ['no context', { serving: { contextLength: 0 } }, 'serving.contextLength'],
  ['a class that is no name', { pod: { priorityClass: 'Very High' } }, 'pod.priorityClass'],
  ['a digest that is none', { model: { ...whole.model, sha256: 'abc' } }, 'model.sha256'],
  ['a claim without its name', { cache: { mode: 'claim' } }, 'cache.claim'],
  ['a claim beside another mode', { cache: { mode: 'none', claim: 'a' } }, 'cache.claim'],
  ['a key among certificates', { network: { authorities: key } }, 'network.authorities'],
  ['a proxy with a login', { network: { proxy: { url: 'http://a:b@p:1' } } }, 'network.proxy.url'],
  ['a proxy that is none', { network: { proxy: { url: 'socks5://p:1' } } }, 'network.proxy.url'],
  ['hosts without a proxy', { network: { proxy: { noProxy: 'a' } } }, 'network.proxy.noProxy'],
  [
    'a size of a foreign claim',
    { cache: { mode: 'claim', claim: 'a', size: '1Gi' } },
    'cache.size',
  ],
])('%s is refused by the path of its field', (_, changes, field) => {
  const error = errorOf(() => parseIntent({ ...whole, ...changes }, runtimes));
  expect(error).toMatchObject({ code: 'INVALID_FIELD', facts: { fields: [field] } });
});

const fromClaim = { ...whole.model, source: 'pvc://weights/m.gguf' };

test.each([
  ['a cache', { model: fromClaim, cache: { mode: 'shared' } }, 'cache'],
  ['a proxy', { model: fromClaim, network: { proxy: { url: 'http://p:1' } } }, 'network.proxy'],
  ['a digest', { model: { ...fromClaim, sha256: 'a'.repeat(64) } }, 'model.sha256'],
  [
    'a token',
    { model: { ...fromClaim, tokenSecret: { name: 'a', key: 'b' } } },
    'model.tokenSecret',
  ],
])('%s has no effect on weights in a claim and is refused', (_, changes, field) => {
  const error = errorOf(() => parseIntent({ ...whole, ...changes }, runtimes));
  expect(error).toMatchObject({ code: 'INVALID_FIELD', facts: { fields: [field] } });
});

test('null takes a field away, and its block when nothing is left in it', () => {
  const stored = { ...whole, resources: { cpu: '1' }, pod: { priorityClass: 'x', other: 1 } };
  const given = {
    resources: { cpu: null },
    pod: { priorityClass: null },
    cache: { mode: undefined },
  };
  expect(mergeIntent(stored, given)).toEqual({ ...whole, pod: { other: 1 } });
});

test.each([
  [{ runtime: { ...whole.runtime, image: 'a b' } }, 'spec.runtime.image'],
  [{ runtime: { ...whole.runtime, invented: 1 } }, 'spec.runtime'],
  [{ invented: 1 }, 'spec'],
  [{ runtime: { ...whole.runtime, envFrom: [{ secret: 5 }] } }, 'spec.runtime.envFrom'],
  [{ hardware: { claims: [{ name: 'A', claimName: 'a' }] } }, 'spec.hardware.claims.name'],
  [{ pod: { labels: { 'example.com/a': 'b c' } } }, 'spec.pod.labels'],
  [{ hardware: { mig: '3g.20gb' } }, 'spec.hardware.mig'],
])('what is to be typed after %j explains the field', (changes, field) => {
  const { suggestions } = errorOf(() => parseIntent({ ...whole, ...changes }, runtimes));
  expect(suggestions).toEqual([`llmkube explain ${field}`]);
  expect(explain(field).path.replaceAll('[]', '')).toBe(field);
});

test('what has no effect in its place is explained too', () => {
  const given = { ...whole, hardware: { gpus: 1, gpuMemory: '24Gi' } };
  const { suggestions } = errorOf(() => parseIntent(given, runtimes, 'host'));
  expect(suggestions).toContain('llmkube explain spec.hardware.gpuMemory');
});
