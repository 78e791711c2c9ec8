import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { logNameOf, runIdOf } from '../core/agent-protocol/engine-run.ts';
import type { EngineClock } from './process/engine-world.ts';

/** The log of something that this process itself does for a pod. */
export interface RunLogWriter {
  /** As a container's status has it. */
  readonly run: string;
  readonly write: (line: string) => void;
  readonly close: () => void;
}

/** Opens a log in the folder of a release, for this user only. */
export function openRunLog(folder: string, clock: EngineClock): RunLogWriter {
  const run = runIdOf({ pid: process.pid, startTime: String(clock.now()) });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const log = openSync(join(folder, logNameOf(run) ?? 'download.log'), 'a', 0o600);
  return {
    run,
    write: (line) => {
      writeSync(log, `${line}\n`);
    },
    close: () => closeSync(log),
  };
}
