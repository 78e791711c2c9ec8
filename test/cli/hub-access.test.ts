import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hubAccess } from '../../src/cli/hub-access.ts';
import { rejectionOf } from '../support/error-of.ts';

let home: string;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'llmkube-hub-home-'));
  await mkdir(path.join(home, '.cache/huggingface'), { recursive: true });
  await writeFile(path.join(home, '.cache/huggingface/token'), 'hf_FromFile\n');
  await writeFile(path.join(home, 'elsewhere'), 'hf_FromElsewhere');
});

afterAll(() => rm(home, { recursive: true }));

test('the public hub is the default, and HF_ENDPOINT another one', async () => {
  expect((await hubAccess({}, home)).endpoint).toBe('https://huggingface.co');
  const { endpoint } = await hubAccess({ HF_ENDPOINT: 'http://hub.example:8080/base/' }, home);
  expect(endpoint).toBe('http://hub.example:8080/base');
});

test.each(['hub.example', 'ftp://hub.example', 'https://ann:secret@hub.example'])(
  'the endpoint %s is refused without being repeated with its password',
  async (endpoint) => {
    const error = await rejectionOf(hubAccess({ HF_ENDPOINT: endpoint }, home));
    expect(error).toMatchObject({ code: 'INVALID_FIELD', facts: { variable: 'HF_ENDPOINT' } });
    expect(error.message).not.toContain('secret');
  },
);

test('the token is found where the client of the hub finds it', async () => {
  const tokenOf = async (environment: Record<string, string>, from = home) =>
    (await hubAccess(environment, from)).token;
  expect(await tokenOf({ HF_TOKEN: ' hf_A\n', HUGGING_FACE_HUB_TOKEN: 'hf_B' })).toBe('hf_A');
  expect(await tokenOf({ HF_TOKEN: '', HUGGING_FACE_HUB_TOKEN: 'hf_B' })).toBe('hf_B');
  expect(await tokenOf({})).toBe('hf_FromFile');
  expect(await tokenOf({ HF_TOKEN_PATH: path.join(home, 'elsewhere') })).toBe('hf_FromElsewhere');
  const inHome = { HF_HOME: path.join(home, '.cache/huggingface') };
  expect(await tokenOf(inHome, '/nowhere')).toBe('hf_FromFile');
  const inCache = { XDG_CACHE_HOME: path.join(home, '.cache') };
  expect(await tokenOf(inCache, '/nowhere')).toBe('hf_FromFile');
  expect(await tokenOf({}, '/nowhere')).toBeUndefined();
});
