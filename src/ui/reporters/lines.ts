import { printable } from '../printable.ts';
import { describeEvent, type Reporter } from '../reporter.ts';

/** One plain line for each thing that happens: for pipes, logs and CI. */
export function linesReporter(write: (text: string) => void): Reporter {
  return {
    emit(event) {
      const line = describeEvent(event);
      if (line !== undefined) write(`${printable(line)}\n`);
    },
    async rest() {},
    async end() {},
  };
}
