import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { hubCommit, hubTokens, serveHub, type TestHub } from '../../support/hub/serve-hub.ts';
import { type LocalMachine, openLocalMachine } from '../../support/local-machine.ts';
import { secretsIn } from '../../support/planted-secrets.ts';
import type { CliRun } from '../../support/run-cli.ts';
import { type ServedModels, serveModels } from '../../support/serve-models.ts';

const { member, stranger } = hubTokens;
const asked = ['--local', '-o', 'json'] as const;
let models: ServedModels;
let hub: TestHub;
let sha256: string;

beforeAll(async () => {
  models = await serveModels('127.0.0.1');
  const tiny = await readFile(join(models.folder, 'tiny.gguf'));
  const files = { 'README.md': Buffer.from('# tiny'), 'tiny-Q4_0.gguf': tiny };
  sha256 = createHash('sha256').update(tiny).digest('hex');
  hub = await serveHub('127.0.0.1', {
    'org/open': { files },
    'org/gated': { files, access: 'gated', tokens: [member] },
    'org/private': { files, access: 'private', tokens: [member] },
  });
});

afterAll(async () => {
  await hub?.close();
  await models?.close();
});

interface User extends LocalMachine {
  readonly deploy: (...words: readonly string[]) => Promise<CliRun>;
}

/** A user of the hub, by a token in the environment or none. */
async function openUser(token?: string): Promise<User> {
  const machine = await openLocalMachine();
  onTestFinished(() => machine.close());
  models.requests.length = 0;
  hub.storage.requests.length = 0;
  const env = { HF_ENDPOINT: hub.url, ...(token === undefined ? {} : { HF_TOKEN: token }) };
  const run: LocalMachine['run'] = (args, more = {}) => machine.run(args, { ...env, ...more });
  return { ...machine, run, deploy: (...words) => run(['deploy', ...words, ...asked]) };
}

test('a quantisation is fetched once at its commit and checked, and not again', async () => {
  const user = await openUser();
  const run = await user.deploy('tiny', '--source', 'org/open:Q4_0');
  expect(run).toMatchObject({ exitCode: 0 });
  const read = run.events.find(({ type }) => type === 'sourceRead');
  expect(read).toMatchObject({ commit: hubCommit, sha256: expect.any(String) });
  const log = await user.run(['logs', 'tiny', '--init', '--local']);
  expect(log.stdout).toMatch(/llmkube-download: checking \d+\nllmkube-download: done \d+/);
  const again = await user.deploy('tiny', '--source', 'org/open:Q4_0');
  expect(again.events.at(-1)).toMatchObject({ changes: [{ action: 'unchanged' }] });
  const second = await user.deploy('second', '--source', 'hf://org/open/tiny-Q4_0.gguf');
  expect(second.events.at(-1)).toMatchObject({ proof: { state: 'proven' } });
  // Whoever looks at a header asks for a range that begins the file and ends in it.
  const isHeader = (range = '') => /^bytes=0-\d+$/.test(range);
  const fetched = hub.storage.requests.filter(({ headers }) => !isHeader(headers.range));
  expect(fetched).toHaveLength(1);
});

test('what the hub says no to is refused, and nothing is written or started', async () => {
  const user = await openUser(stranger);
  const refusals = [
    await user.deploy('absent', '--source', 'org/absent'),
    await user.deploy('gated', '--source', 'org/gated'),
    await user.deploy('gone', '--source', 'hf://org/open/absent.gguf'),
    await user.deploy('wrong', '--source', 'org/open', '--sha256', 'a'.repeat(64)),
  ];
  expect(refusals.map(({ exitCode }) => exitCode)).toEqual([4, 4, 4, 4]);
  expect(refusals.map(causeOf)).toEqual([
    'RepositoryNotFound',
    'Gated',
    'FileNotFound',
    'SourceWrongDigest',
  ]);
  const said = JSON.stringify(refusals);
  expect(said).not.toContain(stranger);
  expect(said).not.toMatch(/kubectl|token-secret|\bpod\b/);
  expect(await user.agents()).toEqual([]);
  const places = [user.state, join(user.home, '.cache/llmkube/models')];
  expect(places.filter((place) => existsSync(place))).toEqual([]);
});

test.each(['org/gated', 'org/private'])(
  '%s comes with the token, which only the hub sees',
  async (repo) => {
    const user = await openUser(member);
    const run = await user.deploy('tiny', '--source', `${repo}:Q4_0`);
    expect(run).toMatchObject({ exitCode: 0 });
    expect(hub.requests.at(-1)?.headers.authorization).toBe(`Bearer ${member}`);
    const web = await user.deploy('other', '--source', `${models.url}/other.gguf`);
    expect(web).toMatchObject({ exitCode: 0 });
    for (const { requests } of [hub.storage, models]) {
      expect(requests.some(({ method }) => method === 'GET')).toBe(true);
      expect(requests.some(({ headers }) => 'authorization' in headers)).toBe(false);
    }
    const shown = [run, web, await user.run(['logs', 'tiny', '--init', '--local'])];
    const texts = [JSON.stringify(shown), await processTexts(user), await textsIn(user.home)];
    const planted = [{ where: 'HF_TOKEN', value: member }];
    expect(texts.flatMap((text) => secretsIn(text, planted))).toEqual([]);
  },
);

test('the login of the hub serves as well as the variable', async () => {
  const user = await openUser();
  const login = join(user.home, '.cache/huggingface/token');
  await mkdir(dirname(login), { recursive: true });
  expect(causeOf(await user.deploy('tiny', '--source', 'org/private'))).toBe('Unauthorized');
  await writeFile(login, `${member}\n`);
  const run = await user.deploy('tiny', '--source', 'org/private');
  expect(run.events.at(-1)).toMatchObject({ proof: { state: 'proven' } });
});

test('what is not the file that the hub has told of is a cause, and is never served', async () => {
  const user = await openUser();
  const source = ['--source', 'org/open'];
  const path = `/${sha256}.bin`;
  hub.storage.script(path, { status: 302, headers: { location: `${models.url}/other.gguf` } });
  const run = await user.deploy('tiny', ...source, '--max-restarts', '0');
  expect(run.exitCode).toBe(5);
  expect(run.stdout).toContain('SourceWrongDigest: the file does not have the expected sha256');
  expect(models.requests.at(-1)).toMatchObject({ status: 200, path: '/other.gguf' });
  expect(await user.engines()).toEqual([]);
  const kept = await namesIn(join(user.home, '.cache/llmkube/models'));
  expect(kept.filter((name) => name.includes('.gguf'))).toEqual([]);
  hub.storage.script(path, {});
  const next = await user.run(['restart', 'tiny', ...asked]);
  expect(next.events.at(-1)).toMatchObject({ proof: { state: 'proven' } });
});

function causeOf({ events }: CliRun): unknown {
  return JSON.parse(JSON.stringify(events.at(-1))).error?.facts?.cause;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder, { recursive: true })).toSorted();
}

/** All that lies in a folder, names and contents. */
async function textsIn(folder: string): Promise<string> {
  const texts = (await namesIn(folder)).map(async (name) => {
    const file = join(folder, name);
    return (await stat(file)).isFile() ? `${name} ${await readFile(file, 'latin1')}` : name;
  });
  return (await Promise.all(texts)).join('\n');
}

/** What the list of processes shows of agents and engines, and the environment of engines. */
async function processTexts({ agents, engines }: LocalMachine): Promise<string> {
  const running = await engines();
  const files = [...(await agents()), ...running].map((pid) => `/proc/${pid}/cmdline`);
  const all = [...files, ...running.map((pid) => `/proc/${pid}/environ`)];
  return (await Promise.all(all.map((file) => readFile(file, 'latin1')))).join('\n');
}
