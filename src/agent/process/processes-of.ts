import { linuxProcesses } from './linux-processes.ts';
import { macosProcesses } from './macos-processes.ts';
import type { ProcessTable } from './process-table.ts';

/** How the processes of a machine are looked at, by Node's name of its platform. */
export function processesOf(platform: string): ProcessTable {
  return platform === 'darwin' ? macosProcesses : linuxProcesses;
}
