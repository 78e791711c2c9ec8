import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { withExclusiveLock } from './exclusive-lock.ts';

// What proves that a Debian package, or another distribution's equal of it, is there: a
// command on the PATH, or a file.
const evidence = {
  busybox: 'busybox',
  curl: 'curl',
  'debian-archive-keyring': '/usr/share/keyrings/debian-archive-keyring.gpg',
  dash: 'dash',
  gcc: 'gcc',
  iproute2: 'ip',
  'libc6-dev': '/usr/include/stdio.h',
  'libseccomp-dev': '/usr/include/seccomp.h',
  nftables: 'nft',
  'pkg-config': 'pkg-config',
  'python3-pip': 'pip3',
  'util-linux': 'nsenter',
} as const;

export type PackageName = keyof typeof evidence;

/**
 * Makes sure that the named distribution packages are installed. As root on a Debian-like
 * machine missing ones are installed; elsewhere it throws one sentence with the line to run.
 */
export async function ensurePackages(names: readonly PackageName[]): Promise<void> {
  if (missingPackages(names).length === 0) return;
  await withExclusiveLock('packages', async () => {
    const missing = missingPackages(names);
    if (missing.length > 0) await install(missing);
  });
}

/** Those of the named packages that this machine lacks. */
export function missingPackages(names: readonly PackageName[]): PackageName[] {
  return names.filter((name) => !isThere(evidence[name]));
}

/** Whether a command of that name is on the PATH or in a system folder beside it. */
export function hasCommand(name: string): boolean {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return [...folders, '/usr/sbin', '/sbin'].some((folder) => existsSync(join(folder, name)));
}

function isThere(proof: string): boolean {
  return proof.startsWith('/') ? existsSync(proof) : hasCommand(proof);
}

async function install(missing: PackageName[]): Promise<void> {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || !hasCommand('apt-get')) {
    throw new Error(
      `Missing on this machine: ${missing.join(', ')}. ` +
        `Run: sudo apt-get install --yes ${missing.join(' ')}`,
    );
  }
  process.stderr.write(`Installing distribution packages: ${missing.join(', ')}\n`);
  await aptGet('update');
  await aptGet('install', '--yes', '--no-install-recommends', ...missing);
}

async function aptGet(...args: string[]): Promise<void> {
  await execa('apt-get', ['--quiet', '-o', 'DPkg::Lock::Timeout=300', ...args], {
    env: { DEBIAN_FRONTEND: 'noninteractive' },
  });
}
