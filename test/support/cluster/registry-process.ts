import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { registryRecipe } from './binary-recipes.ts';
import { buildBinaries } from './build-binaries.ts';
import { makeRegistryStorage } from './registry-storage.ts';

export interface RegistryProcess {
  /** Where the registry itself listens, on loopback only. */
  url: string;
  close(): Promise<void>;
}

type Child = ChildProcessByStdio<null, null, Readable>;

const CONFIGURATION = join(import.meta.dirname, 'registry-config.yaml');

/** Starts distribution's registry, building it first where it is not in the cache. */
export async function startRegistryProcess(): Promise<RegistryProcess> {
  const program = join(await buildBinaries(registryRecipe), 'registry');
  const storage = await makeRegistryStorage();
  const child = spawnWithParent(program, storage);
  const port = await listeningPort(child);
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      const exited = once(child, 'exit');
      if (child.kill('SIGKILL')) await exited;
      await rm(storage, { recursive: true });
    },
  };
}

// The kernel kills the child with its parent, however the parent ends.
function spawnWithParent(program: string, storage: string): Child {
  const args = ['--pdeathsig', 'KILL', '--', program, 'serve', CONFIGURATION];
  return spawn('setpriv', args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      OTEL_TRACES_EXPORTER: 'none',
      REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY: storage,
    },
  });
}

async function listeningPort(child: Child): Promise<number> {
  const logged: string[] = [];
  const lines = createInterface({ input: child.stderr });
  return await new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      logged.push(line);
      const port = /listening on [^ ]*:(\d+)/.exec(line)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
    child.once('error', reject);
    lines.once('close', () => reject(new Error(`The registry ended:\n${logged.join('\n')}`)));
  });
}
