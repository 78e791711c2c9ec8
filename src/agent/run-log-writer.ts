import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { logNameOf, runIdOf } from '../core/agent-protocol/engine-run.ts';
import { describeCause } from '../errors/describe-cause.ts';
import type { EngineWorld } from './process/engine-world.ts';

/** The log of something that this process itself does for a pod. */
export interface RunLogWriter {
  /** As a container's status has it. */
  readonly run: string;
  readonly write: (line: string) => void;
  readonly close: () => void;
}

/**
 * Opens a log in the folder of a release, for this user only. What is done counts for more than
 * its log: lines that cannot be written are lost, which is said once.
 */
export function openRunLog(
  folder: string,
  { clock, say }: Pick<EngineWorld, 'clock' | 'say'>,
): RunLogWriter {
  const run = runIdOf({ pid: process.pid, startTime: String(clock.now()) });
  const file = join(folder, logNameOf(run) ?? 'download.log');
  let hasSaid = false;
  const orSay = <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      if (!hasSaid) say('lines of a log are lost', { file, cause: describeCause(error) });
      hasSaid = true;
      return undefined;
    }
  };
  const log = orSay(() => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return openSync(file, 'a', 0o600);
  });
  return {
    run,
    write: (line) => {
      if (log !== undefined) orSay(() => writeSync(log, `${line}\n`));
    },
    close: () => {
      if (log !== undefined) closeSync(log);
    },
  };
}
