import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Place } from '../../src/core/intent/schema.ts';
import { parseSource } from '../../src/core/source/parse-source.ts';
import type { WeightsForm } from '../../src/core/source/weights-form.ts';
import { readHubSource } from '../../src/models/read-hub-source.ts';
import { readSource } from '../../src/models/read-source.ts';
import { rejectionOf } from '../support/error-of.ts';
import { hubCommit, hubTokens, serveHub, type TestHub } from '../support/hub/serve-hub.ts';

const weights = Buffer.from('GGUF and more');
const sha256 = createHash('sha256').update(weights).digest('hex');
const { member, stranger } = hubTokens;
let hub: TestHub;

beforeAll(async () => {
  const one = { 'README.md': Buffer.from('# m'), 'm-Q4_K_M.gguf': weights };
  hub = await serveHub('127.0.0.1', {
    'org/one': { files: one },
    'org/several': {
      files: {
        'm-Q4_K_M.gguf': weights,
        'sub/m-Q8_0.gguf': weights,
        'mmproj-m-f16.gguf': weights,
      },
    },
    'org/split': { files: { 'm-00001-of-00002.gguf': weights, 'm-00002-of-00002.gguf': weights } },
    'org/none': { files: { 'model.safetensors': weights } },
    'org/whole': {
      files: {
        'README.md': weights,
        'config.json': Buffer.from('{}'),
        'model.safetensors': weights,
        'pytorch_model.bin': weights,
        'original/consolidated.safetensors': weights,
      },
    },
    'org/gated-whole': {
      files: { 'model.safetensors': weights },
      access: 'gated',
      tokens: [member],
    },
    'org/private': { files: one, access: 'private', tokens: [member] },
    'org/gated': { files: one, access: 'gated', tokens: [member] },
  });
});

afterAll(() => hub.close());

beforeEach(() => hub.fail(undefined));

interface Asking {
  readonly token?: string | undefined;
  readonly place?: Place;
  readonly hasTokenSecret?: boolean;
  readonly endpoint?: string;
  readonly form?: WeightsForm;
}

function read(
  text: string,
  { token, place = 'pod', hasTokenSecret = false, endpoint = hub.url, form = 'file' }: Asking = {},
) {
  const source = parseSource(text);
  if (source.kind !== 'hub') throw new Error(`${text} is not of a hub`);
  const { signal } = new AbortController();
  return readHubSource({ source, form, place, hasTokenSecret }, { endpoint, token }, { signal });
}

const found = (repo: string, file: string) => ({
  kind: 'reached',
  facts: {
    file,
    commit: hubCommit,
    bytes: weights.length,
    sha256,
    url: `${hub.url}/${repo}/resolve/${hubCommit}/${file}`,
  },
});

test('a file of a hub is found with its commit, size and sha256 by one question', async () => {
  const before = hub.requests.length;
  const answer = await read('hf://org/one/m-Q4_K_M.gguf');
  expect(answer).toEqual(found('org/one', 'm-Q4_K_M.gguf'));
  expect(hub.requests.slice(before).map(({ method }) => method)).toEqual(['HEAD']);
  expect(hub.storage.requests).toEqual([]);
  expect(await read(`hf://org/one@${hubCommit}/m-Q4_K_M.gguf`)).toEqual(answer);
});

test('the only GGUF file of a repository, or of a quantisation, is chosen', async () => {
  expect(await read('org/one')).toEqual(found('org/one', 'm-Q4_K_M.gguf'));
  expect(await read('hf://org/one')).toEqual(found('org/one', 'm-Q4_K_M.gguf'));
  expect(await read('org/several:q8_0')).toEqual(found('org/several', 'sub/m-Q8_0.gguf'));
});

test.each([
  ['org/several', /2 models to choose from: m-Q4_K_M\.gguf, sub\/m-Q8_0\.gguf$/],
  ['org/several:Q4_K', /no GGUF file of the repository is of `Q4_K`: m-Q4_K_M/],
  ['org/split', /is split into 2 files/],
  ['hf://org/split/m-00001-of-00002.gguf', /is split into 2 files/],
  ['org/none', /has no GGUF file$/],
])('%s has nothing to choose: the files are named and nothing is guessed', async (text, words) => {
  const error = await rejectionOf(read(text));
  expect(error).toMatchObject({
    code: 'SOURCE_REFUSED',
    exitCode: 4,
    facts: { cause: 'NoChoice' },
  });
  expect(error.message).toMatch(words);
});

const file = 'm-Q4_K_M.gguf';
test.each([
  [
    'org/absent',
    undefined,
    'Unauthorized',
    401,
    /wants a login for `org\/absent`, which is private/,
  ],
  ['org/absent', stranger, 'RepositoryNotFound', 404, /has no repository `org\/absent`/],
  [`hf://org/private/${file}`, undefined, 'Unauthorized', 401, /wants a login/],
  [`hf://org/private/${file}`, 'hf_Expired', 'Unauthorized', 401, /does not accept the token/],
  [`hf://org/private/${file}`, stranger, 'RepositoryNotFound', 404, /has no repository/],
  ['org/gated', undefined, 'Gated', 401, /`org\/gated` is gated: somebody has to accept its terms/],
  [`hf://org/gated/${file}`, undefined, 'Gated', 401, /is gated/],
  [
    `hf://org/gated/${file}`,
    stranger,
    'Gated',
    403,
    /the token of this machine has no access to it/,
  ],
  [`hf://org/one@v9/${file}`, undefined, 'RevisionNotFound', 404, /has no revision `v9`/],
  ['hf://org/one@v9', undefined, 'RevisionNotFound', 404, /has no revision `v9`/],
  ['hf://org/one/absent.gguf', undefined, 'FileNotFound', 404, /has no file `absent\.gguf`/],
])('%s with the token %s is refused as %s (%d)', async (text, token, cause, status, words) => {
  const error = await rejectionOf(read(text, { token }));
  const facts = { cause, status, endpoint: hub.url };
  expect(error).toMatchObject({ code: 'SOURCE_REFUSED', exitCode: 4, facts });
  expect(error.message).toMatch(words);
  expect(error.suggestions.length).toBeGreaterThan(0);
  expect(JSON.stringify([error.message, error.facts, error.suggestions])).not.toContain('hf_T');
});

test('a token is shown only where the hub wants one, and needs to be in the cluster too', async () => {
  const before = hub.requests.length;
  expect(await read(`hf://org/one/${file}`, { token: member })).toMatchObject({ kind: 'reached' });
  expect(hub.requests.slice(before)).toMatchObject([{ headers: {} }]);
  expect(hub.requests.at(-1)?.headers).not.toHaveProperty('authorization');
  const asMember = { token: member, hasTokenSecret: true };
  for (const repo of ['org/private', 'org/gated']) {
    expect(await read(repo, asMember)).toEqual(found(repo, file));
    const error = await rejectionOf(read(repo, { token: member }));
    expect(error).toMatchObject({ code: 'SOURCE_REFUSED', facts: { cause: 'TokenNeeded' } });
    expect(error.suggestions.join('\n')).toContain('--token-secret');
  }
  expect(hub.storage.requests).toEqual([]);
});

test('on a host the token of this machine is all that is needed, and no Secret is spoken of', async () => {
  for (const repo of ['org/private', 'org/gated']) {
    expect(await read(repo, { token: member, place: 'host' })).toEqual(found(repo, file));
    const error = await rejectionOf(read(repo, { place: 'host' }));
    expect(error.suggestions).toContain('hf auth login');
    expect(error.suggestions.join()).not.toMatch(/kubectl|secret/);
  }
});

test('a login that only the pod has is left to the pod, where the file is named', async () => {
  expect(await read(`hf://org/gated/${file}`, { hasTokenSecret: true })).toEqual({
    kind: 'unreachable',
    why: 'it wants a login (401) and this machine has no token',
    facts: { file, url: `${hub.url}/org/gated/resolve/main/${file}` },
  });
});

test('a hub that fails or is not there is no refusal of a file, and one of a choice', async () => {
  hub.fail(503);
  expect(await read(`hf://org/one@main/${file}`)).toMatchObject({
    kind: 'unreachable',
    why: 'it answers 503',
    facts: { file },
  });
  const endpoint = 'http://127.0.0.1:1';
  expect(await read(`hf://org/one/${file}`, { endpoint })).toEqual({
    kind: 'unreachable',
    why: expect.stringContaining('ECONNREFUSED'),
    facts: { file, url: `${endpoint}/org/one/resolve/main/${file}` },
  });
  const error = await rejectionOf(read('org/one', { endpoint }));
  expect(error).toMatchObject({ code: 'SOURCE_REFUSED', facts: { cause: 'Unreachable' } });
  expect(error.suggestions).toEqual([`the same command with --source hf://org/one/<file>.gguf`]);
});

test('a page instead of an answer is no list of files', async () => {
  hub.fail(200);
  const error = await rejectionOf(read('org/one'));
  expect(error.message).toMatch(
    /did not tell which there are: it answers something that no hub does/,
  );
});

test('of a whole repository its commit is found, and the bytes of what engines fetch', async () => {
  const answer = await read('hf://org/whole', { form: 'repository' });
  expect(answer).toEqual({
    kind: 'reached',
    facts: {
      url: `${hub.url}/org/whole`,
      endpoint: hub.url,
      commit: hubCommit,
      bytes: weights.length + 2,
    },
  });
});

test('whoever asks any source is told of a whole repository too', async () => {
  const source = parseSource('hf://org/whole');
  const question = { source, form: 'repository', place: 'pod', hasTokenSecret: false } as const;
  const access = async () => ({ endpoint: hub.url, token: undefined });
  const signal = AbortSignal.timeout(10_000);
  expect(await readSource(question, access, { signal, environment: {} })).toMatchObject({
    kind: 'reached',
    facts: { commit: hubCommit, bytes: weights.length + 2 },
  });
});

test('a repository without weights for such engines is refused, and so is a gated one', async () => {
  const form = 'repository';
  expect(await rejectionOf(read('org/several', { form }))).toMatchObject({
    code: 'SOURCE_REFUSED',
    message: expect.stringContaining('has GGUF files alone and no safetensors'),
    suggestions: ['the same command with --runtime llamacpp'],
  });
  expect(await rejectionOf(read('org/gated-whole', { form }))).toMatchObject({
    code: 'SOURCE_REFUSED',
  });
});

test('a whole repository that cannot be asked for is left to the engine', async () => {
  const endpoint = 'http://127.0.0.1:9';
  const answer = await read('org/whole@v1', { form: 'repository', endpoint });
  expect(answer).toMatchObject({ kind: 'unreachable', facts: { endpoint } });
});
