import { constants } from 'node:os';
import { readLastWords } from '../host/log-tail.ts';
import type { Ended } from './live-pod.ts';
import type { Ending, EngineProcess } from './process/engine-process.ts';

/** What of an engine its end is told with. */
type Ran = Pick<EngineProcess, 'id' | 'startedAt' | 'logFile' | 'isAdopted'>;

/** The end of an engine as a container's status tells it. */
export async function describeEnding(engine: Ran, ending: Ending, why?: string): Promise<Ended> {
  const words = [await readLastWords(engine.logFile), why ?? wordsOf(engine, ending)];
  return {
    run: engine.id,
    exitCode: exitCodeOf(ending),
    reason: 'Error',
    startedAt: new Date(engine.startedAt).toISOString(),
    finishedAt: new Date(ending.at).toISOString(),
    message: words.filter((text) => text !== undefined && text !== '').join('\n'),
  };
}

// As a shell tells it; of an adopted engine nobody knows.
function exitCodeOf({ exitCode, signal }: Ending): number {
  if (signal === undefined) return exitCode ?? 1;
  return 128 + (constants.signals[signal as NodeJS.Signals] ?? 0);
}

function wordsOf({ isAdopted }: Ran, { exitCode, signal }: Ending): string | undefined {
  if (signal === 'SIGKILL') return 'it was killed: by hand, or by the system for want of memory';
  if (signal !== undefined) return `it was ended by ${signal}`;
  if (isAdopted && exitCode === undefined)
    return 'how it ended is not known: an earlier agent had started it';
  return undefined;
}
