import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';

const GRACE_MS = Number(process.env.LLMKUBE_TEST_GRACE_MS ?? 5000);
const INTERVAL_MS = 50;

/**
 * Waits until no process has the mark (`NAME=value`) in its environment. Those that are still
 * there after the grace are killed and named. Linux only: elsewhere nobody's environment is read.
 */
export async function endLeftovers(mark: string): Promise<string[]> {
  if (process.platform !== 'linux') return [];
  const deadline = performance.now() + GRACE_MS;
  let left = await marked(mark);
  while (left.length > 0 && performance.now() < deadline) {
    await wait(INTERVAL_MS);
    left = await marked(mark);
  }
  const names = await Promise.all(
    left.map(async (pid) => `${pid} ${(await procText(pid, 'cmdline')).replaceAll('\0', ' ')}`),
  );
  for (const pid of left) kill(pid);
  return names;
}

async function marked(mark: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const environments = await Promise.all(pids.map((pid) => procText(pid, 'environ')));
  return pids.filter((_, index) => environments[index]?.split('\0').includes(mark));
}

async function procText(pid: number, file: 'cmdline' | 'environ'): Promise<string> {
  try {
    return await readFile(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    // It ended meanwhile, or belongs to somebody else: neither is a leftover of ours.
    return '';
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended between the look and the signal.
  }
}
