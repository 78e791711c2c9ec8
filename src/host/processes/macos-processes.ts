import { spawnSync } from 'node:child_process';
import { parsePs, psColumns } from './parse-ps.ts';
import type { ProcessLook, ProcessTable } from './process-table.ts';

/** Asks ps, which macOS always has; there is no /proc. */
export const macosProcesses: ProcessTable = {
  bootId: () => run('/usr/sbin/sysctl', ['-n', 'kern.bootsessionuuid']).trim(),
  look: (pid) => ps(['-p', String(pid)])[0],
  list: () => ps(['-A']),
  isAlive: ({ pid }) => {
    try {
      // ps would be too dear. Whether the number is still that process is looked up before signals.
      return process.kill(pid, 0);
    } catch {
      // No such process, or one of another user that was given the number.
      return false;
    }
  },
};

function ps(selection: readonly string[]): readonly ProcessLook[] {
  return parsePs(run('/bin/ps', ['-ww', ...selection, '-o', psColumns]));
}

// In one language and one time zone, or two readers would see two start times. ps ends with 1 when
// there is no such process, and then it prints nothing.
function run(program: string, args: readonly string[]): string {
  const env = { LC_ALL: 'C', TZ: 'UTC' };
  const { stdout } = spawnSync(program, args, { encoding: 'utf8', env, maxBuffer: outputLimit });
  return stdout ?? '';
}

const outputLimit = 64 * 1024 * 1024;
