import { readFile } from 'node:fs/promises';
import { describeCause } from '../errors/describe-cause.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';

/** A process, told apart from every other one that is or was given the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** In the words of the system: it is compared, and nothing else. */
  readonly startTime: string;
  /** Numbers and start times begin anew with the machine. */
  readonly bootId: string;
}

/** Who the process of that number is now, or nothing when there is none that still runs. */
export async function identifyProcess(pid: number): Promise<ProcessIdentity | undefined> {
  const system = systems[process.platform];
  if (system === undefined) throw unsupported();
  const startTime = await system.startTime(pid);
  if (startTime === undefined) return undefined;
  return { pid, startTime, bootId: await system.bootId() };
}

/** Whether exactly this process still runs; one that nobody has waited for yet does not. */
export async function isAlive(process: ProcessIdentity): Promise<boolean> {
  const now = await identifyProcess(process.pid);
  return now?.startTime === process.startTime && now.bootId === process.bootId;
}

interface System {
  /** Nothing when there is no such process, or when it has ended. */
  readonly startTime: (pid: number) => Promise<string | undefined>;
  readonly bootId: () => Promise<string>;
}

const systems: Partial<Record<NodeJS.Platform, System>> = {
  linux: {
    startTime: async (pid) => readStat(await readProcessFile(pid)),
    bootId: async () => (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim(),
  },
  darwin: {
    startTime: async (pid) => readPs(await run('ps', ['-o', 'stat=,lstart=', '-p', String(pid)])),
    bootId: async () => (await run('sysctl', ['-n', 'kern.bootsessionuuid'])).trim(),
  },
};

async function readProcessFile(pid: number): Promise<string | undefined> {
  try {
    return await readFile(`/proc/${pid}/stat`, 'utf8');
  } catch (error) {
    // The file vanishes with the process, also between its opening and its reading.
    if (/^(ENOENT|ESRCH)$/.test(codeOf(error))) return undefined;
    throw error;
  }
}

// The program's name comes before the last bracket and may hold spaces and brackets itself; the
// numbers of the fields behind it are those of proc_pid_stat(5), counted from the third.
function readStat(stat: string | undefined): string | undefined {
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, threads, startTime] = [fields?.[0], fields?.[17], fields?.[19]];
  // A zombie has ended, unless it is the first of several threads and others still run.
  const hasEnded = state === 'X' || (state === 'Z' && Number(threads) <= 1);
  return hasEnded ? undefined : startTime;
}

function readPs(line: string): string | undefined {
  const [, state = '', startTime] = /^\s*(\S+)\s+(.*\S)/.exec(line) ?? [];
  return state.startsWith('Z') ? undefined : startTime;
}

// In one language and one time zone, or two readers would see two start times.
async function run(program: string, args: readonly string[]): Promise<string> {
  const { execa } = await import('execa');
  const env = { LC_ALL: 'C', TZ: 'UTC' };
  const { stdout, exitCode } = await execa(program, args, { env, reject: false });
  // `ps` ends with 1 for a number that no process has.
  return exitCode === 0 ? (stdout ?? '') : '';
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : describeCause(error);
}

function unsupported(): LlmkubeError {
  return new LlmkubeError(
    'NO_TARGET',
    `Cannot run releases on this machine: its system, \`${process.platform}\`, is neither Linux nor macOS`,
    { facts: { system: process.platform } },
  );
}
