import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pollUntil } from './poll-until.ts';

const root = '/sys/fs/cgroup';
const cgroup2Magic = 0x63677270;

/** Makes a cgroup of that name for a kubelet to work below, in every hierarchy there is. */
export function makeCgroups(name: string): void {
  for (const hierarchy of hierarchies()) {
    const folder = join(hierarchy, name);
    mkdirSync(folder, { recursive: true });
    if (isVersion2(hierarchy)) enableControllers(hierarchy);
    else copyCpuset(hierarchy, folder);
  }
}

/** Removes the cgroups of that name and all below. Their processes must have ended. */
export async function removeCgroups(name: string): Promise<void> {
  for (const hierarchy of hierarchies()) {
    const folder = join(hierarchy, name);
    // A process that has ended can count as a member of its cgroup for a moment longer.
    await pollUntil({ what: `${folder} to become empty`, seconds: 10 }, () => removeTree(folder));
  }
}

function hierarchies(): string[] {
  if (isVersion2(root)) return [root];
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(root, entry.name));
}

function isVersion2(folder: string): boolean {
  return statfsSync(folder).type === cgroup2Magic;
}

// A new cpuset of version 1 is empty and lets no process in.
function copyCpuset(hierarchy: string, folder: string): void {
  for (const file of ['cpuset.cpus', 'cpuset.mems']) {
    if (!existsSync(join(hierarchy, file))) continue;
    writeFileSync(join(folder, file), readFileSync(join(hierarchy, file)));
  }
}

function enableControllers(hierarchy: string): void {
  const read = (file: string) => readFileSync(join(hierarchy, file), 'utf8').trim().split(' ');
  const enabled = read('cgroup.subtree_control');
  const missing = read('cgroup.controllers').filter((name) => name && !enabled.includes(name));
  const changes = missing.map((name) => `+${name}`).join(' ');
  if (changes) writeFileSync(join(hierarchy, 'cgroup.subtree_control'), changes);
}

function removeTree(folder: string): boolean {
  if (!existsSync(folder)) return true;
  const below = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  if (!below.every((entry) => removeTree(join(folder, entry.name)))) return false;
  try {
    rmdirSync(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EBUSY') return false;
    throw error;
  }
}
