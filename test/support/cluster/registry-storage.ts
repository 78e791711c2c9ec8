import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identifyProcess, isAlive } from './process-identity.ts';

// Below it are folders named pid-startTime-random by the process they belong to.
const allStorages = join(tmpdir(), 'llmkube-test-registries');

/** A folder for a registry's images. Those of processes that have died are removed on the way. */
export async function makeRegistryStorage(): Promise<string> {
  const owner = identifyProcess(process.pid);
  if (owner === undefined) throw new Error('This process does not find itself in /proc');
  await mkdir(allStorages, { recursive: true });
  await removeDeadStorages();
  return await mkdtemp(join(allStorages, `${owner.pid}-${owner.startTime}-`));
}

async function removeDeadStorages(): Promise<void> {
  for (const name of await readdir(allStorages)) {
    const [pid, startTime = ''] = name.split('-');
    if (isAlive({ pid: Number(pid), startTime })) continue;
    await rm(join(allStorages, name), { recursive: true, force: true });
  }
}
