import { expect, test } from 'vitest';
import type { Intent } from '../../../src/core/intent/schema.ts';
import { needsSourceFacts, type ResolveInput, resolve } from '../../../src/core/resolve/resolve.ts';
import { publicHub } from '../../../src/core/source/hub.ts';
import { llamacpp } from '../../../src/runtimes/llamacpp/llamacpp.ts';
import { vllm } from '../../../src/runtimes/vllm/vllm.ts';
import { errorOf } from '../../support/error-of.ts';

const gibibyte = 1024 ** 3;

const images = { cpu: 'of-cpu:1', nvidia: 'of-nvidia:1', amd: 'of-amd:1', intel: 'of-intel:1' };

const intentOf = (
  source = 'https://models.example/a%20b.gguf',
  image = 'llama-server:1',
): Intent => ({
  model: { id: 'Qwen', source },
  runtime: { kind: 'llamacpp', image },
});

const resolveHere = (input: Omit<ResolveInput, 'runtime'>) =>
  resolve({ ...input, runtime: { ...llamacpp, images } });

const first = (bytes?: number) =>
  resolveHere({
    intent: intentOf(),
    previous: undefined,
    source: bytes === undefined ? {} : { bytes },
    live: {},
  });

test('the size of the weights decides the claim and the budget of the start', () => {
  expect(first(gibibyte)).toMatchObject({
    cache: { mode: 'release', bytes: 2 * gibibyte },
    startupSeconds: 600 + 54,
  });
  expect(first(10)).toMatchObject({ cache: { bytes: gibibyte }, startupSeconds: 601 });
});

test('weights of unknown size get a claim and a budget that most models fit', () => {
  const resolved = first();
  expect(resolved).toMatchObject({ cache: { bytes: 20 * gibibyte }, startupSeconds: 3600 });
  expect(resolved.model).not.toHaveProperty('bytes');
});

test('the file keeps its name, made safe, in a folder of its identity', () => {
  expect(first().model).toMatchObject({
    url: 'https://models.example/a%20b.gguf',
    file: expect.stringMatching(/^[0-9a-f]{16}\/a-b\.gguf$/),
  });
  const other = resolveHere({
    intent: intentOf('https://models.example/b.gguf'),
    previous: undefined,
    source: {},
    live: {},
  });
  expect(other.model.file).not.toBe(first().model.file);
});

test('what an earlier revision fixed stays when only the image changes', () => {
  const previous = { ...first(gibibyte), contextLength: 4096, startupSeconds: 7 };
  const intent = intentOf(undefined, 'llama-server:2');
  expect(needsSourceFacts({ runtime: llamacpp, intent, previous })).toBe(false);
  expect(resolveHere({ intent, previous, source: {}, live: {} })).toEqual({
    ...previous,
    image: 'llama-server:2',
  });
});

test('another source is asked again, and the claim never shrinks', () => {
  const previous = first(5 * gibibyte);
  const intent = intentOf('https://models.example/small.gguf');
  expect(needsSourceFacts({ runtime: llamacpp, intent, previous })).toBe(true);
  const resolved = resolveHere({ intent, previous, source: { bytes: 10 }, live: {} });
  expect(resolved.cache).toEqual(previous.cache);
  expect(resolved.startupSeconds).toBe(601);
});

test.each([
  ['oci://registry.example/m:1', 'oci'],
  ['/models/m.gguf', 'path'],
])('%s is known and refused by the name of its kind', (source, kind) => {
  const error = errorOf(() =>
    resolveHere({ intent: intentOf(source), previous: undefined, source: {}, live: {} }),
  );
  expect(error).toMatchObject({ code: 'UNSUPPORTED_SOURCE', facts: { kind } });
});

test('replicas that somebody set stay, and a claim is asked for in the size that it has', () => {
  const resolved = resolveHere({
    intent: intentOf(),
    previous: first(10),
    source: {},
    live: { replicas: 0, claimBytes: 7 * gibibyte },
  });
  expect(resolved).toMatchObject({ replicas: 0, cache: { bytes: 7 * gibibyte } });
});

const resolveOf = (changes: Partial<Intent>, previous?: ReturnType<typeof resolve>, bytes = 10) =>
  resolveHere({ intent: { ...intentOf(), ...changes }, previous, source: { bytes }, live: {} });

test('a claim of the user is read where the weights lie, and nothing is asked or kept', () => {
  const model = { id: 'Qwen', source: 'pvc://weights/models/m.gguf' };
  expect(
    needsSourceFacts({ runtime: llamacpp, intent: { ...intentOf(), model }, previous: undefined }),
  ).toBe(false);
  expect(resolveOf({ model })).toMatchObject({
    model: { kind: 'claim', claim: 'weights', file: 'models/m.gguf' },
    cache: { mode: 'none' },
  });
});

test('a digest is part of where a file lies, so another one never meets the old file', () => {
  const withDigest = (sha256: string) => ({ model: { ...intentOf().model, sha256 } });
  const [one, other] = ['a', 'b'].map((digit) => resolveOf(withDigest(digit.repeat(64))));
  expect(one?.model.file).not.toBe(other?.model.file);
  expect(one?.model.file).not.toBe(first(10).model.file);
  const intent = { ...intentOf(), ...withDigest('b'.repeat(64)) };
  expect(needsSourceFacts({ runtime: llamacpp, intent, previous: one })).toBe(true);
  expect(needsSourceFacts({ runtime: llamacpp, intent, previous: other })).toBe(false);
  // Who no longer gives the digest keeps the file that was checked against it.
  expect(resolveOf({}, other).model).toEqual(other?.model);
});

test('a whole repository is fixed to its commit, until an engine wants one file of it', () => {
  const model = { id: 'Qwen', source: 'hf://org/m@main' };
  const intent = { model, runtime: { kind: 'vllm', image: 'engine:1' } };
  const source = { commit: 'c'.repeat(40), endpoint: publicHub, bytes: gibibyte };
  const input = { intent, previous: undefined, source, live: {}, runtime: vllm };
  const resolved = resolve(input);
  expect(resolved).toMatchObject({
    model: { kind: 'repository', source: model.source, repo: 'org/m', revision: source.commit },
    cache: { bytes: 10 * gibibyte },
  });
  expect(resolved.model).not.toHaveProperty('endpoint');
  expect(resolved).not.toHaveProperty('contextLength');
  const again = { intent, previous: resolved };
  expect(needsSourceFacts({ ...again, runtime: vllm })).toBe(false);
  expect(needsSourceFacts({ ...again, runtime: llamacpp })).toBe(true);
  expect(resolve({ ...input, previous: resolved, source: {} }).model).toEqual(resolved.model);
});

test('nobody could be asked about a repository: the revision goes on as it was said', () => {
  const intent = {
    model: { id: 'Qwen', source: 'hf://org/m@v1' },
    runtime: { kind: 'vllm', image: 'engine:1' },
  };
  const source = { endpoint: 'https://hub.example' };
  const { model } = resolve({ intent, previous: undefined, source, live: {}, runtime: vllm });
  expect(model).toMatchObject({ revision: 'v1', endpoint: source.endpoint });
});

test('a token changes nothing about the weights', () => {
  const previous = first(10);
  const model = { ...intentOf().model, tokenSecret: { name: 'hub', key: 'token' } };
  expect(needsSourceFacts({ runtime: llamacpp, intent: { ...intentOf(), model }, previous })).toBe(
    false,
  );
  const resolved = resolveOf({ model }, previous);
  expect(resolved.model).toEqual({ ...previous.model, tokenSecret: model.tokenSecret });
  expect(resolveOf({}, resolved).model).toEqual(previous.model);
});

test.each([
  [{}, 'release', 2],
  [{ mode: 'shared' }, 'shared', 100],
  [{ mode: 'none' }, 'none', 2],
  [{ mode: 'claim', claim: 'mine' }, 'claim', 2],
  [{ size: '7Gi' }, 'release', 7],
  [{ mode: 'shared', size: '30Gi' }, 'shared', 30],
] as const)('the cache %j is of mode %s and asks for %d GiB', (cache, mode, size) => {
  expect(resolveOf({ cache }, undefined, gibibyte).cache).toMatchObject({
    mode,
    bytes: size * gibibyte,
  });
});

test('what was said about pods is fixed in one spelling, and goes when it is taken back', () => {
  const said = {
    serving: { contextLength: 4096 },
    hardware: { gpus: 2 },
    resources: { cpu: '1500m', memory: '1.5Gi' },
    pod: { priorityClass: 'urgent' },
    scale: { replicas: 3 },
  };
  const resolved = resolveOf(said);
  expect(resolved).toMatchObject({
    contextLength: 4096,
    gpus: 2,
    cpu: '1500m',
    memory: '1536Mi',
    pod: { priorityClass: 'urgent' },
    replicas: 3,
  });
  const after = resolveOf({}, resolved);
  expect(after).toMatchObject({ contextLength: 4096, gpus: 0, replicas: 3 });
  const gone = ['cpu', 'memory', 'pod'].filter((field) => Object.hasOwn(after, field));
  expect(gone).toEqual([]);
});

test('a file of a hub is fixed to its commit and sha256, and lies apart from every other', () => {
  const commit = '0123456789abcdef0123456789abcdef01234567';
  const url = `https://hub.example/org/repo/resolve/${commit}/sub/m-Q4.gguf`;
  const facts = { url, file: 'sub/m-Q4.gguf', commit, bytes: 10, sha256: 'a'.repeat(64) };
  const of = (source: typeof facts) =>
    resolveHere({ intent: intentOf('org/repo:Q4'), previous: undefined, source, live: {} }).model;
  const model = of(facts);
  expect(model).toMatchObject({ url, commit, bytes: 10, sha256: facts.sha256 });
  expect(model.file).toMatch(/^[0-9a-f]{16}\/m-Q4\.gguf$/);
  expect(of({ ...facts, sha256: 'b'.repeat(64) }).file).not.toBe(model.file);
  expect(of({ ...facts, commit: `${commit.slice(1)}0` }).file).not.toBe(model.file);
});

test('a sha256 that the source contradicts is refused, one that it does not know counts', () => {
  const intent = intentOf();
  const given = { ...intent, model: { ...intent.model, sha256: 'a'.repeat(64) } };
  const of = (source: { sha256?: string }) =>
    resolveHere({ intent: given, previous: undefined, source, live: {} });
  expect(of({}).model).toMatchObject({ sha256: 'a'.repeat(64) });
  expect(errorOf(() => of({ sha256: 'b'.repeat(64) }))).toMatchObject({
    code: 'SOURCE_REFUSED',
    exitCode: 4,
    facts: { field: 'model.sha256', cause: 'SourceWrongDigest' },
  });
});

test('how downloads reach their source is fixed as it was given, and is absent otherwise', () => {
  const network = {
    authorities: 'PEM',
    proxy: { url: 'http://proxy:3128', noProxy: '10.0.0.0/8' },
  };
  const of = (given: Intent['network']) =>
    resolveHere({
      intent: { ...intentOf(), network: given },
      previous: undefined,
      source: {},
      live: {},
    });
  expect(of(network).network).toEqual(network);
  expect(of(undefined)).not.toHaveProperty('network');
});
