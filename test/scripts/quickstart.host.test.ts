import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { pollUntil } from '../support/cluster/poll-until.ts';

const program = path.resolve(import.meta.dirname, '../../scripts/quickstart.ts');

let root: string;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'quickstart-'));
  onTestFinished(() => rm(root, { recursive: true }));
  await mkdir(path.join(root, 'tmp'));
});

test.each(['unpacking', 'downloading'])('Ctrl-C while %s leaves nothing behind', async (words) => {
  const quickstart = startQuickstart();
  await untilSaid(quickstart, words);
  // A terminal sends the signal to every process of the group.
  process.kill(-(quickstart.pid ?? Number.NaN), 'SIGINT');
  const { exitCode, stdout } = await quickstart;
  expect(exitCode).toBe(130);
  expect(stdout).not.toContain('$ llmkube');
  const left = await readdir(root, { recursive: true });
  expect(left.filter((name) => /unpacking-|downloading-|tmp\/./.test(name))).toEqual([]);
});

test('a named engine that is of no use is left to its user, and the doctor explains', async () => {
  const { exitCode, stdout, stderr } = await startQuickstart({
    LLMKUBE_LLAMA_SERVER: '/nowhere/llama-server',
  });
  expect(exitCode).toBe(1);
  expect(stderr).toContain('LLMKUBE_LLAMA_SERVER as the engine: there is no such file');
  expect(stdout).toContain('$ llmkube doctor --local');
  expect(stdout).toMatch(/^engine +FAILED/m);
  expect(await readdir(path.join(root, 'cache/llmkube'))).not.toContain('engines');
});

// In a process group of its own, as a shell starts what is typed.
function startQuickstart(given: Readonly<Record<string, string>> = {}) {
  const env = {
    XDG_CACHE_HOME: path.join(root, 'cache'),
    XDG_STATE_HOME: path.join(root, 'state'),
    TMPDIR: path.join(root, 'tmp'),
    ...given,
  };
  const quickstart = execa(process.execPath, [program], { env, detached: true, reject: false });
  onTestFinished(() => void quickstart.kill('SIGKILL'));
  return quickstart;
}

type Quickstart = ReturnType<typeof startQuickstart>;

async function untilSaid(quickstart: Quickstart, words: string): Promise<void> {
  let said = '';
  quickstart.stderr.on('data', (chunk) => {
    said += String(chunk);
  });
  let failed: string | undefined;
  quickstart.stderr.once('end', () => {
    failed = `The quickstart ended, having said: ${said}`;
  });
  await pollUntil({ what: words, seconds: 60, failure: () => failed }, () => said.includes(words));
}
