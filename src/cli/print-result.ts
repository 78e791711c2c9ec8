import { printableLines } from '../ui/printable.ts';

/** Prints what a command came to: one line of JSON for machines, text for people. */
export function printResult<Result>(
  result: Result,
  output: 'json' | undefined,
  text: (result: Result) => string,
): void {
  process.stdout.write(
    output === 'json' ? `${JSON.stringify(result)}\n` : printableLines(text(result)),
  );
}
