import { createInterface } from 'node:readline/promises';

/**
 * Asks a question of yes or no. Ctrl-D and an empty answer are a no; Ctrl-C ends the command as
 * it does everywhere else, and so does whatever aborts `signal`.
 */
export async function askOnTerminal(
  question: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<'yes' | 'no' | 'interrupted'> {
  const stop = new AbortController();
  const ended = AbortSignal.any([stop.signal, signal]);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  terminal.once('SIGINT', () => stop.abort('SIGINT'));
  try {
    const answer = await terminal.question(`${question} [y/N] `, { signal: ended });
    return /^\s*y(es)?\s*$/i.test(answer) ? 'yes' : 'no';
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
    process.stderr.write('\n');
    return ended.aborted ? 'interrupted' : 'no';
  } finally {
    terminal.close();
  }
}

/** Whether somebody can be asked. */
export function hasTerminal(output: string | undefined): boolean {
  return output !== 'json' && process.stdin.isTTY === true && process.stderr.isTTY === true;
}
