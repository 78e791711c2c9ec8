import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { ensurePackages, hasCommand } from '../cluster/ensure-packages.ts';

/** A shell that images have, and where it finds the only programs that it may use. */
export interface Shell {
  readonly program: string;
  readonly path: string;
}

export interface TestShell {
  readonly name: 'dash' | 'busybox';
  /** Puts the programs into a folder, where the machine's own are not meant. */
  readonly prepare: (folder: string) => Promise<Shell>;
}

/** The two shells that are `/bin/sh` in images of inference engines. */
export const testShells: readonly TestShell[] = [
  {
    name: 'dash',
    prepare: async () => ({ program: await whereIs('dash'), path: process.env.PATH ?? '' }),
  },
  {
    name: 'busybox',
    prepare: async (folder) => {
      await mkdir(folder, { recursive: true });
      await execa('busybox', ['--install', '-s', folder]);
      await symlink(await whereIs('curl'), path.join(folder, 'curl'));
      return { program: path.join(folder, 'sh'), path: folder };
    },
  },
];

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
