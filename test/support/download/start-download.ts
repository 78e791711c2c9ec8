import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { onTestFinished } from 'vitest';
import { type DownloadLine, parseDownloadLine } from '../../../src/core/download/download-line.ts';
import { type DownloadPolicy, downloadPolicy } from '../../../src/core/download/policy.ts';
import type { Program } from './programs.ts';

export interface DownloadEnvironment {
  /** What is a claim in a cluster. */
  readonly cache: string;
  readonly url: string;
  /** The name of the pod, or of whoever else fetches. */
  readonly pod?: string;
  /** A file of the certificates that are trusted anyway. */
  readonly systemAuthorities?: string;
  readonly policy?: DownloadPolicy;
  /** More variables of the script. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface DownloadRun {
  readonly exitCode: number | undefined;
  readonly lines: readonly DownloadLine[];
  readonly output: string;
}

export interface StartedDownload {
  readonly ended: Promise<DownloadRun>;
  /** What it has said so far. */
  said(): string;
  /** Everything that runs in it ends at once, as when a container is killed. */
  kill(): void;
  /** The program alone is told to end, as when a pod is deleted. */
  terminate(): void;
}

/** Pauses and graces that a test can wait for; nothing else differs from what pods run. */
export const quickPolicy = {
  ...downloadPolicy,
  pausesSeconds: [0, 1],
  longestPauseSeconds: 3,
  progressSeconds: 1,
  lockStaleSeconds: 2,
};

/** Where a file lies in the cache of a test. */
export const inCache = {
  folder: 'key',
  file: 'key/m.gguf',
  marker: 'key/m.gguf.complete',
} as const;

/** Runs a program as the container runs its script: with its values in the environment. */
export async function startDownload(
  program: Program,
  {
    cache,
    url,
    pod = 'pod-1',
    systemAuthorities,
    policy = quickPolicy,
    env = {},
  }: DownloadEnvironment,
): Promise<StartedDownload> {
  const scratch = await mkdtemp(path.join(tmpdir(), 'llmkube-scratch-'));
  const running = execa(program.file, program.args(policy), {
    extendEnv: false,
    env: {
      ...program.env(policy),
      HOSTNAME: pod,
      TMPDIR: scratch,
      LLMKUBE_CACHE: cache,
      LLMKUBE_FOLDER: inCache.folder,
      LLMKUBE_FILE: inCache.file,
      LLMKUBE_MARKER: inCache.marker,
      LLMKUBE_URL: url,
      ...(systemAuthorities === undefined
        ? {}
        : { [program.systemAuthorities]: systemAuthorities }),
      ...env,
    },
    all: true,
    detached: true,
    reject: false,
  });
  const { pid } = running;
  // Without one, a signal to its group would go to our own.
  if (pid === undefined) throw new Error(`Cannot start ${program.file}`, { cause: await running });
  let output = '';
  running.all.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const signal = (name: 'SIGKILL' | 'SIGTERM', target: number) => {
    try {
      process.kill(target, name);
    } catch {
      // It ended already.
    }
  };
  onTestFinished(async () => {
    signal('SIGKILL', -pid);
    await running;
    await rm(scratch, { recursive: true, force: true });
  });
  return {
    ended: running.then(({ exitCode }) => ({ exitCode, output, lines: linesOf(output) })),
    said: () => output,
    kill: () => signal('SIGKILL', -pid),
    terminate: () => signal('SIGTERM', pid),
  };
}

/** The files of a cache and what small ones hold. */
export async function filesIn(cache: string): Promise<readonly string[]> {
  const entries = await readdir(cache, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(cache, path.join(entry.parentPath, entry.name)))
    .sort();
}

/** The command lines of all processes of this machine. */
export async function commandLines(): Promise<string> {
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = processes.map((id) =>
    // A process that has ended meanwhile.
    readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => ''),
  );
  return (await Promise.all(lines)).join('\n');
}

function linesOf(output: string): readonly DownloadLine[] {
  return output.split('\n').flatMap((line) => parseDownloadLine(line) ?? []);
}
