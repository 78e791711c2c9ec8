import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { freemem, totalmem } from 'node:os';
import { promisify } from 'node:util';
import { type ReadText, readCgroupMemory } from './cgroup-memory.ts';
import { availableInVmStat, kibibyteLine } from './memory-texts.ts';

export interface MemoryFacts {
  /** What programs of this process's kind may use at most. */
  readonly totalBytes: number;
  /** What they could have now, files that could be dropped counted as free. */
  readonly availableBytes: number;
  /** Whether a limit of the container or of the session is tighter than the machine. */
  readonly isLimited: boolean;
}

export interface MemorySources {
  readonly platform: NodeJS.Platform;
  readonly read: ReadText;
}

const thisMachine: MemorySources = { platform: process.platform, read: readIfThere };

/** The memory of this machine, within the limits of this process. */
export async function readMemory(sources: MemorySources = thisMachine): Promise<MemoryFacts> {
  return sources.platform === 'darwin' ? await readMac() : await readLinux(sources.read);
}

async function readLinux(read: ReadText): Promise<MemoryFacts> {
  const meminfo = (await read('/proc/meminfo')) ?? '';
  const total = kibibyteLine(meminfo, 'MemTotal') ?? totalmem();
  const available = kibibyteLine(meminfo, 'MemAvailable') ?? freemem();
  const group = await readCgroupMemory(read, total);
  return {
    totalBytes: group?.limit ?? total,
    availableBytes: Math.min(available, group?.available ?? available),
    isLimited: group !== undefined,
  };
}

async function readMac(): Promise<MemoryFacts> {
  const text = await outputOf('vm_stat', []);
  const availableBytes = availableInVmStat(text ?? '') ?? freemem();
  return { totalBytes: totalmem(), availableBytes, isLimited: false };
}

/** The bytes of a process that no file stands behind; 0 when it is gone or hidden from this user. */
export async function anonymousBytes(
  pid: number,
  { platform, read }: MemorySources = thisMachine,
): Promise<number> {
  if (platform === 'darwin') {
    // macOS does not tell them apart without a long look at every mapping.
    return Number((await outputOf('ps', ['-o', 'rss=', '-p', String(pid)])) ?? 0) * 1024;
  }
  return kibibyteLine((await read(`/proc/${pid}/status`)) ?? '', 'RssAnon') ?? 0;
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    // A kernel without it, a process that has ended, or one that is not to be looked at.
    return undefined;
  }
}

async function outputOf(program: string, args: readonly string[]): Promise<string | undefined> {
  try {
    return (await promisify(execFile)(program, args, { timeout: 5000 })).stdout;
  } catch {
    // The process that was asked about has ended, or the system is not the one it looks like.
    return undefined;
  }
}
