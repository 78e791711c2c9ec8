import type { Ending } from './engine-process.ts';
import type { EngineWorld } from './engine-world.ts';

/** What there is to stop. */
export interface Stoppable {
  readonly pid: number;
  /** Looks again whether the number is still that engine. */
  readonly isOurs: () => boolean;
  readonly ended: Promise<Ending>;
}

/** Both ways in which an engine's end is waited for; they tell the same ending. */
export interface Stopper {
  readonly ended: Promise<Ending>;
  readonly stop: (graceMilliseconds: number) => Promise<Ending>;
}

/** How an engine is ended together with all that it has started. */
export function stopper({ pid, isOurs, ended }: Stoppable, { clock }: EngineWorld): Stopper {
  let isForced = false;
  const told = ended.then((ending) => (isForced ? { ...ending, isForced } : ending));
  const tell = (signal: NodeJS.Signals): boolean => isOurs() && signalGroup(pid, signal);
  const stop = async (graceMilliseconds: number): Promise<Ending> => {
    tell('SIGTERM');
    const hasEnded = new AbortController();
    const waiting = clock.sleep(graceMilliseconds, hasEnded.signal);
    await Promise.race([told.then(() => hasEnded.abort()), waiting]);
    if (!hasEnded.signal.aborted) isForced = tell('SIGKILL') || isForced;
    return await told;
  };
  return { ended: told, stop };
}

const groupLook = 20;
const groupPatience = 2_000;

/**
 * Kills what a leader that has ended left behind, and waits until it is gone. The number of a
 * group is given to no new process while the group lasts, so a process of that number means that
 * the group is over and that another one may have its number.
 */
export async function endGroup(leader: number, { clock, processes }: EngineWorld): Promise<void> {
  const found = processes.look(leader);
  if (found !== undefined && !found.hasEnded) return;
  if (!signalGroup(leader, 'SIGKILL')) return;
  // A zombie that nobody reaps stays in its group for ever, and one that the kernel holds for long.
  const isLeft = (): boolean =>
    processes.list().some(({ group, hasEnded }) => group === leader && !hasEnded);
  const deadline = clock.monotonic() + groupPatience;
  while (isLeft() && clock.monotonic() < deadline) await clock.sleep(groupLook);
}

function signalGroup(leader: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(-leader, signal);
  } catch (error) {
    // No such group, or on macOS one of which only zombies are left (EPERM).
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ESRCH' || code === 'EPERM') return false;
    throw error;
  }
}
