import { readdirSync, readFileSync } from 'node:fs';

const stopSignals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

// A terminal sends Ctrl-C to the children too, and cleaning up needs short ones of its own: only a
// child that is still there at the next look is told.
const lookMilliseconds = 500;

/** The status by which shells tell Ctrl-C. */
const interrupted = 130;

/**
 * Runs `work` so that being told to stop lets it clean up: its signal aborts, and children that it
 * still waits for are interrupted until it ends. Gives back the exit status, 130 when interrupted;
 * an error of `work` is one sentence on stderr.
 */
export async function interruptible(
  work: (signal: AbortSignal) => Promise<number>,
): Promise<number> {
  const controller = new AbortController();
  let telling: NodeJS.Timeout | undefined;
  const stop = () => {
    if (controller.signal.aborted) return;
    tell('Stopping and cleaning up');
    controller.abort();
    let before: readonly number[] = [];
    telling = setInterval(() => {
      before = interruptChildren(before);
    }, lookMilliseconds);
  };
  for (const name of stopSignals) process.on(name, stop);
  try {
    const status = await work(controller.signal);
    return controller.signal.aborted ? interrupted : status;
  } catch (error) {
    if (error !== controller.signal.reason) tell(error instanceof Error ? error.message : error);
    return controller.signal.aborted ? interrupted : 1;
  } finally {
    clearInterval(telling);
    for (const name of stopSignals) process.off(name, stop);
  }
}

// Programs in a process group of their own belong to a cluster, which is taken down in order. The
// children of children are told too: go ends at once and would leave its linker running.
function interruptChildren(before: readonly number[]): number[] {
  const all = readProcesses();
  const group = all.find(({ pid }) => pid === process.pid)?.group;
  const below = [process.pid];
  for (const parent of below) {
    below.push(...all.filter((each) => each.parent === parent).map(({ pid }) => pid));
  }
  const told = all.filter((each) => each.group === group && each.pid !== process.pid);
  const pids = told.map(({ pid }) => pid).filter((pid) => below.includes(pid));
  for (const pid of pids.filter((each) => before.includes(each))) interrupt(pid);
  return pids;
}

interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
}

function readProcesses(): ProcessEntry[] {
  const names = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return names.flatMap((name) => {
    try {
      const text = readFileSync(`/proc/${name}/stat`, 'utf8');
      // The name before these is in brackets and may hold anything.
      const [, parent, group] = text.slice(text.lastIndexOf(')') + 2).split(' ');
      return [{ pid: Number(name), parent: Number(parent), group: Number(group) }];
    } catch {
      // It has ended since it was listed.
      return [];
    }
  });
}

function interrupt(pid: number): void {
  try {
    process.kill(pid, 'SIGINT');
  } catch (error) {
    // A child of a child may be gone already.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function tell(words: unknown): void {
  process.stderr.write(`${words}\n`);
}
