import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import type { DownloadPolicy } from '../../../src/core/download/policy.ts';
import { makeDownloadScript, makeS3Script } from '../../../src/core/download/script.ts';
import { ensurePackages, hasCommand } from '../cluster/ensure-packages.ts';

/** One way to run a download: a program, and the variables that only this program reads. */
export interface Program {
  readonly file: string;
  readonly args: (policy: DownloadPolicy) => readonly string[];
  readonly env: (policy: DownloadPolicy) => Readonly<Record<string, string>>;
  /** Names the file of certificates that are trusted anyway. */
  readonly systemAuthorities: string;
}

export interface TestProgram {
  readonly name: 'dash' | 'busybox' | 'node';
  readonly isShell: boolean;
  /** Puts the programs that it may use into a folder, where the machine's own are not meant. */
  readonly prepare: (folder: string) => Promise<Program>;
}

/** The script of pods in the two shells that are `/bin/sh` in images, and what hosts use. */
export const testPrograms: readonly TestProgram[] = [
  {
    name: 'dash',
    isShell: true,
    prepare: async () => inShell(await whereIs('dash'), process.env.PATH ?? ''),
  },
  {
    name: 'busybox',
    isShell: true,
    prepare: async (folder) => {
      await mkdir(folder, { recursive: true });
      await execa('busybox', ['--install', '-s', folder]);
      await symlink(await whereIs('curl'), path.join(folder, 'curl'));
      return inShell(path.join(folder, 'sh'), folder);
    },
  },
  {
    name: 'node',
    isShell: false,
    prepare: async () => ({
      file: process.execPath,
      args: () => [path.join(import.meta.dirname, 'run-fetch-weights.ts')],
      env: (policy) => ({ LLMKUBE_TEST_POLICY: JSON.stringify(policy) }),
      systemAuthorities: 'NODE_EXTRA_CA_CERTS',
    }),
  },
];

function inShell(file: string, programs: string): Program {
  return {
    file,
    args: (policy) => ['-c', makeDownloadScript(policy)],
    env: () => ({ PATH: programs }),
    systemAuthorities: 'CURL_CA_BUNDLE',
  };
}

/** The same where a file may be in S3. */
export function withS3(program: Program, isShell: boolean): Program {
  return isShell ? { ...program, args: (policy) => ['-c', makeS3Script(policy)] } : program;
}

/** What this machine lacks for running the script in both, after missing packages were installed. */
export async function shellObstacle(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'dash and busybox of a Linux machine';
  try {
    await ensurePackages(['busybox', 'curl', 'dash']);
  } catch (error) {
    if (!hasCommand('busybox')) return error instanceof Error ? error.message : String(error);
    throw error;
  }
  return undefined;
}

async function whereIs(program: string): Promise<string> {
  return (await execa('sh', ['-c', 'command -v "$0"', program])).stdout;
}
