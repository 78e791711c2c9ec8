import { readFileSync } from 'node:fs';

/** A process, told apart from a later one that was given the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since the machine started, as text. */
  readonly startTime: string;
}

/** Who the process of that number is now, or undefined when there is none. */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  const fields = statFields(pid);
  // The numbers of the fields are those of proc_pid_stat(5), counted from the third.
  const [state, threads, startTime] = [fields?.[0], fields?.[17], fields?.[19]];
  if (startTime === undefined) return undefined;
  // A zombie has ended, unless it is the first of several threads and others still run.
  const hasEnded = state === 'X' || (state === 'Z' && Number(threads) <= 1);
  return hasEnded ? undefined : { pid, startTime };
}

/** Whether exactly this process still runs. */
export function isAlive({ pid, startTime }: ProcessIdentity): boolean {
  return identifyProcess(pid)?.startTime === startTime;
}

// The fields of /proc/PID/stat behind the program's name, which may hold spaces and brackets.
function statFields(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    // The file vanishes with the process, also between its opening and its reading.
    return undefined;
  }
}
