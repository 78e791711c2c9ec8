import { join } from 'node:path';
import { logNameOf } from '../core/agent-protocol/engine-run.ts';
import { describeEnding } from './describe-ending.ts';
import type { Ended } from './live-pod.ts';
import type { EngineState } from './process/engine-state.ts';

/** How the last run ended that an agent before this one has written down. */
export async function crashedRun(
  { lastEnding }: EngineState,
  logFolder: string,
): Promise<Ended | undefined> {
  if (lastEnding === undefined) return undefined;
  const { run: id, startedAt } = lastEnding;
  const logFile = join(logFolder, logNameOf(id) ?? '');
  return await describeEnding({ id, startedAt, logFile, isAdopted: false }, lastEnding);
}
