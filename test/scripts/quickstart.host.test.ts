import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { pollUntil } from '../support/cluster/poll-until.ts';
import { runCli } from '../support/run-cli.ts';
import { documentAt, fencesOf } from '../surface/docs/document.ts';

const program = path.resolve(import.meta.dirname, '../../scripts/quickstart.ts');

let root: string;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'quickstart-'));
  onTestFinished(() => rm(root, { recursive: true }));
  await mkdir(path.join(root, 'tmp'));
});

test('from a cold cache to an answer and back, with commands as a user types them', async () => {
  const { exitCode, stdout, stderr } = await startQuickstart();
  expect(stderr).not.toContain('only babbles');
  expect(exitCode, `${stdout}${stderr}`).toBe(0);
  const commands = stdout.split('\n').filter((line) => line.startsWith('$ '));
  expect(commands.map((line) => line.split(' ').slice(1, 4).join(' '))).toEqual([
    'llmkube deploy quickstart',
    'llmkube chat quickstart',
    'llmkube list --local',
    'llmkube delete quickstart',
  ]);
  expect(stdout).toContain('quickstart is ready on this machine');
  expect(stdout).toMatch(/^quickstart +Ready +1\/1 +llamacpp /m);
  expect(stdout).toContain('quickstart is deleted');
  for (const line of readmeLines()) expect(`${stdout}\n${stderr}`).toMatch(line);
  await untilNobodyNames(root);
});

test.each(['$ llmkube deploy', '$ llmkube chat'])(
  'Ctrl-C at `%s` leaves no release, no engine and no agent',
  async (words) => {
    const quickstart = startQuickstart();
    await untilSaid(quickstart, words);
    process.kill(-(quickstart.pid ?? Number.NaN), 'SIGINT');
    expect((await quickstart).exitCode).toBe(130);
    await untilNobodyNames(root);
    const env = { XDG_STATE_HOME: path.join(root, 'state') };
    expect((await runCli(['list', '--local', '-o', 'name'], { env })).stdout).toBe('');
  },
);

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

/** What the README shows of the program beside its tables and the model's words; numbers differ. */
function readmeLines(): readonly RegExp[] {
  const session = fencesOf(documentAt('README.md')).find(({ language }) => language === 'console');
  const lines = session?.lines.filter((line) => /^[A-Z][a-z ]+: |^smollm2 is /.test(line)) ?? [];
  expect(lines).toHaveLength(7);
  return lines.map((line) => {
    const text = line.replaceAll('smollm2', 'quickstart').replaceAll(/[.()]/g, '\\$&');
    const numbers = text.replaceAll(/\d+(\\.\d+)?/g, '\\d+(\\.\\d+)?');
    return new RegExp(`^${numbers.replaceAll(/[MG]iB/g, '[MG]iB')}$`, 'm');
  });
}

// In a process group of its own, as a shell starts what is typed.
function startQuickstart(given: Readonly<Record<string, string>> = {}) {
  const env = {
    XDG_CACHE_HOME: path.join(root, 'cache'),
    XDG_STATE_HOME: path.join(root, 'state'),
    TMPDIR: path.join(root, 'tmp'),
    LLMKUBE_PORT: '21501',
    ...given,
  };
  const quickstart = execa(process.execPath, [program], { env, detached: true, reject: false });
  onTestFinished(() => void quickstart.kill('SIGKILL'));
  return quickstart;
}

type Quickstart = ReturnType<typeof startQuickstart>;

async function untilSaid(quickstart: Quickstart, words: string): Promise<void> {
  let said = '';
  for (const output of [quickstart.stdout, quickstart.stderr]) {
    output.on('data', (chunk) => {
      said += String(chunk);
    });
  }
  let failed: string | undefined;
  quickstart.stderr.once('end', () => {
    failed = `The quickstart ended, having said: ${said}`;
  });
  await pollUntil({ what: words, seconds: 60, failure: () => failed }, () => said.includes(words));
}

// An agent has answered that it ends some time before its process is gone.
async function untilNobodyNames(folder: string): Promise<void> {
  await expect.poll(() => processesNaming(folder), { timeout: 5_000 }).toEqual([]);
}

/** Command lines of processes that name the folder, or were told it by their environment. */
function processesNaming(folder: string): readonly string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      const [line, environment] = ['cmdline', 'environ'].map((name) =>
        readFileSync(`/proc/${pid}/${name}`, 'utf8'),
      );
      return `${line}${environment}`.includes(folder) ? [`${pid} ${line}`] : [];
    } catch {
      // It has ended since it was listed.
      return [];
    }
  });
}
