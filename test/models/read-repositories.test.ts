import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { withRepositories } from '../../src/models/read-repositories.ts';
import { hubTokens, serveHub, type TestHub } from '../support/hub/serve-hub.ts';

const weights = Buffer.from('GGUF and more');
const sha256 = createHash('sha256').update(weights).digest('hex');
const files = { 'm.gguf': weights, 'README.md': Buffer.from('# m') };
const { member } = hubTokens;
let hub: TestHub;

beforeAll(async () => {
  hub = await serveHub('127.0.0.1', {
    'org/one': { files, card: { license: 'other', license_name: 'qwen', license_link: 'LICENSE' } },
    'org/gated': { files, access: 'gated', tokens: [member] },
    'org/private': { files, access: 'private', tokens: [member] },
  });
});

afterAll(() => hub.close());

beforeEach(() => hub.fail(undefined));

function look(
  repo: string,
  { token, endpoint = hub.url }: { token?: string; endpoint?: string } = {},
) {
  const { signal } = new AbortController();
  return withRepositories({ endpoint, token }, { signal }, (read) => read(repo));
}

test('one request tells files, digests of large ones, and the license of the card', async () => {
  const before = hub.requests.length;
  expect(await look('org/one')).toEqual({
    kind: 'seen',
    facts: {
      isGated: false,
      license: { id: 'other', name: 'qwen', link: 'LICENSE' },
      files: new Map([
        ['m.gguf', { bytes: weights.length, sha256 }],
        ['README.md', { bytes: 3 }],
      ]),
    },
  });
  expect(hub.requests.length - before).toBe(1);
});

test('what the hub keeps back is said, and a token opens what it may', async () => {
  expect(await look('org/gated')).toMatchObject({ kind: 'seen', facts: { isGated: true } });
  expect(await look('org/private')).toMatchObject({
    kind: 'missing',
    why: 'the hub wants a login for `org/private`, which is private or does not exist (401)',
  });
  expect(await look('org/private', { token: member })).toMatchObject({ kind: 'seen' });
  expect(await look('org/none', { token: member })).toMatchObject({
    kind: 'missing',
    why: 'the hub has no repository `org/none` (404)',
  });
});

test('a hub that fails or is away is an answer', async () => {
  hub.fail(503);
  expect(await look('org/one')).toEqual({ kind: 'unreachable', why: 'it answers 503' });
  hub.fail(200);
  expect(await look('org/one')).toEqual({
    kind: 'unreachable',
    why: 'it answers something that no hub does',
  });
  const away = await look('org/one', { endpoint: 'http://127.0.0.1:1' });
  expect(away).toMatchObject({ kind: 'unreachable', why: expect.stringContaining('ECONNREFUSED') });
});
