import { spawnSync } from 'node:child_process';
import { parsePs, psColumns } from './parse-ps.ts';
import type { ProcessLook, ProcessTable } from './process-table.ts';

/** Asks ps, which macOS always has; there is no /proc. */
export const macosProcesses: ProcessTable = {
  // Start times are dates there.
  bootId: () => '',
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
  const { stdout } = spawnSync('/bin/ps', ['-ww', ...selection, '-o', psColumns], {
    encoding: 'utf8',
    env: { LC_ALL: 'C', TZ: 'UTC' },
    maxBuffer: 64 * 1024 * 1024,
  });
  // Its status is 1 when there is no such process, and then it prints nothing.
  return parsePs(stdout ?? '');
}
