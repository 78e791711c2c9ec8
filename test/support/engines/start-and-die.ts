import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { EngineRun } from '../../../src/agent/process/engine-process.ts';
import type { RunIdentity } from '../../../src/core/agent-protocol/engine-run.ts';

/** Has another process start an engine, and kills that process (not its children) with SIGKILL. */
export async function startAndDie(run: EngineRun): Promise<RunIdentity> {
  const program = join(import.meta.dirname, 'start-and-wait.ts');
  const starter = spawn(process.execPath, [program, JSON.stringify(run)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(starter, 'exit');
  for await (const line of createInterface({ input: starter.stdout })) {
    starter.kill('SIGKILL');
    await exited;
    return JSON.parse(line);
  }
  throw new Error('the engine was not started');
}
