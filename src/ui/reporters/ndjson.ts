import type { Reporter } from '../reporter.ts';

/** Each event as one line of JSON; the command adds its `result` or `error` as the last one. */
export function ndjsonReporter(write: (text: string) => void): Reporter {
  return {
    emit: (event) => write(`${JSON.stringify(event)}\n`),
    async rest() {},
    async end() {},
  };
}
