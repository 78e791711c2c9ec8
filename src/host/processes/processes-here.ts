import { LlmkubeError } from '../../errors/llmkube-error.ts';
import { linuxProcesses } from './linux-processes.ts';
import { macosProcesses } from './macos-processes.ts';
import type { ProcessTable } from './process-table.ts';

const tables: Partial<Record<NodeJS.Platform, ProcessTable>> = {
  linux: linuxProcesses,
  darwin: macosProcesses,
};

/** How the processes of this machine are looked at. */
export function processesHere(): ProcessTable {
  const processes = tables[process.platform];
  if (processes === undefined) throw unsupported();
  return processes;
}

function unsupported(): LlmkubeError {
  return new LlmkubeError(
    'NO_TARGET',
    `Cannot run releases on this machine: its system, \`${process.platform}\`, is neither Linux nor macOS`,
    { facts: { system: process.platform } },
  );
}
