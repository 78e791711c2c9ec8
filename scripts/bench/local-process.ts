import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** What a process uses, as Linux counts it. */
export interface Usage {
  readonly megabytes: number;
  readonly cpuSeconds: number;
}

// Of every Linux that is met, whatever its kernel counts with.
const ticksPerSecond = 100;

/** Reads the resident memory of a process and the processor time that it has had. */
export async function readUsage(pid: number): Promise<Usage> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kibibytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]);
  const fields = await statOf(pid);
  const ticks = Number(fields[11]) + Number(fields[12]);
  return { megabytes: (kibibytes * 1024) / 1e6, cpuSeconds: ticks / ticksPerSecond };
}

/** Numbers of the processes that the first thread of a process has started. */
export async function childrenOf(pid: number): Promise<readonly number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.match(/\d+/g)?.map(Number) ?? [];
}

/** Resolves when a process has ended, whoever has to wait for it. */
export async function untilEnded(pid: number): Promise<void> {
  for (;;) {
    // It goes between two looks.
    const [state] = await statOf(pid).catch(() => ['X']);
    if (state === 'X' || state === 'Z') return;
    await delay(1);
  }
}

/** Starts a node that only waits. */
export async function startBareNode(): Promise<{ pid: number; stop: () => Promise<void> }> {
  const words = 'setInterval(() => {}, 1e6); console.log("waits")';
  const child = spawn(process.execPath, ['--eval', words], { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(child.stdout, 'data');
  const ended = once(child, 'exit');
  const stop = async () => {
    child.kill();
    await ended;
  };
  return { pid: child.pid ?? 0, stop };
}

// The name, second and in brackets, may hold anything; what is given back begins with the state.
async function statOf(pid: number): Promise<string[]> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}
