import { spawnSync } from 'node:child_process';
import { mkdtempSync, openSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cliEnvironment, programFile } from '../support/run-cli.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'full-disk-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

interface Places {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly env?: Readonly<Record<string, string>>;
}

// Files, as after `>` in a shell: Node writes to them another way than to pipes.
async function llmkube(words: readonly string[], { stdout, stderr, env = {} }: Places) {
  const home = mkdtempSync(path.join(folder, 'home-'));
  const run = spawnSync(process.execPath, [programFile, ...words], {
    cwd: home,
    env: { ...(await cliEnvironment({})), HOME: home, ...env },
    stdio: [
      'ignore',
      stdout === undefined ? 'pipe' : openSync(stdout, 'w'),
      stderr === undefined ? 'pipe' : openSync(stderr, 'w'),
    ],
    encoding: 'utf8',
    timeout: 20_000,
  });
  const text = `${run.stdout ?? ''}${run.stderr ?? ''}`;
  expect(text).not.toMatch(/\n\s+at |node:internal|dist\/chunks/);
  return { exitCode: run.status, text, files: await readdir(home) };
}

const lost = 'Error: Cannot write the output: ENOSPC: no space left on device, write\n';

test.each([
  [['--version'], 1],
  [['--help'], 1],
  [['deploy', '--help'], 1],
  [['deploy', '-o', 'json'], 2],
  [['list', '-o', 'json'], 8],
])('%j into a full disk says so in one sentence and is no success', async (words, exitCode) => {
  const run = await llmkube(words, { stdout: '/dev/full' });
  expect(run.exitCode).toBe(exitCode);
  expect(`${run.text}\n`).toContain(`${lost}Code: OUTPUT_LOST`);
});

test.each([
  [['--version'], 0],
  [['deploy', '--help'], 0],
  [['deploy'], 2],
  [['list'], 8],
])('%j whose words for people find a full disk ends with its own status', async (words, status) => {
  expect(await llmkube(words, { stderr: '/dev/full' })).toMatchObject({ exitCode: status });
});

test.each([
  ['does not exist', '/nonexistent'],
  ['is empty', ''],
  ['is a file', '/etc/passwd'],
  ['takes no folder', '/proc'],
  ['is a full device', '/dev/full'],
])('a home that %s ends no command and is not made', async (_title, HOME) => {
  const run = await llmkube(['list'], { env: { HOME } });
  expect(run.exitCode).toBe(8);
  expect(run.text).toMatch(/^Error: Cannot (find a cluster|read kubeconfig).*\nCode: \w+/);
  expect(run.files).toEqual([]);
  expect(await readdir('/')).not.toContain('nonexistent');
});
