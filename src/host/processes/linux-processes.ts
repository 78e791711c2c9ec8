import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { ProcessLook, ProcessTable } from './process-table.ts';

/** Reads /proc, which costs some ten microseconds for a process. */
export const linuxProcesses: ProcessTable = {
  bootId: () => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
  look,
  list: () =>
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => look(Number(name)) ?? []),
  isAlive: ({ pid, startTime }) => {
    const found = look(pid);
    return found?.startTime === startTime && !found.hasEnded;
  },
};

function look(pid: number): ProcessLook | undefined {
  try {
    // The name, second and in brackets, may hold anything; proc_pid_stat(5) counts from 1.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, , group, session] = fields;
    const [threads, startTime] = [Number(fields[17]), fields[19]];
    if (startTime === undefined) return undefined;
    return {
      pid,
      startTime,
      group: Number(group),
      leadsSession: Number(session) === pid,
      // The first of several threads may be a zombie while the others go on.
      hasEnded: state === 'X' || (state === 'Z' && threads <= 1),
      user: statSync(`/proc/${pid}`).uid,
      hasOption: (option, value) => {
        const all = argumentsOf(pid);
        return all.some((argument, at) => argument === option && all[at + 1] === value);
      },
    };
  } catch {
    // The folder vanishes with the process, also in the middle of this.
    return undefined;
  }
}

function argumentsOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    // It has ended since, or belongs to somebody else: not what is looked for.
    return [];
  }
}
