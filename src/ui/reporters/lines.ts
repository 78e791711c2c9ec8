import { downloadFilter } from '../download-text.ts';
import { printable } from '../printable.ts';
import { describeEvent, type Reporter } from '../reporter.ts';

/** One plain line for each thing that happens: for pipes, logs and CI. */
export function linesReporter(
  write: (text: string) => void,
  now: () => number = () => performance.now(),
): Reporter {
  const isStep = downloadFilter(now);
  return {
    emit(event) {
      if (event.type === 'downloadProgress' && !isStep(event)) return;
      const line = describeEvent(event);
      if (line !== undefined) write(`${printable(line)}\n`);
    },
    async rest() {},
    async end() {},
  };
}
