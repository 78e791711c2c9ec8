import { createInterface } from 'node:readline/promises';
import { interruption } from '../actions/interruption.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';

/** Asks before something is lost; without a terminal only `--yes` will do. */
export async function confirmLoss(
  what: string,
  { yes, output }: { readonly yes: boolean; readonly output: 'json' | undefined },
): Promise<void> {
  if (yes) return;
  if (output === 'json' || !process.stdin.isTTY || !process.stderr.isTTY) {
    throw new LlmkubeError(
      'CONFIRMATION_NEEDED',
      `Cannot remove ${what}: they would be lost, and there is no terminal to ask on`,
      { suggestions: [`the same command with --yes`] },
    );
  }
  if (/^y(es)?$/i.test(await ask(what))) return;
  throw new LlmkubeError(
    'CONFIRMATION_NEEDED',
    `Cannot remove ${what}: not confirmed, nothing was changed`,
  );
}

// Ctrl-D is an empty answer; Ctrl-C ends the command as it does everywhere else.
async function ask(what: string): Promise<string> {
  const stop = new AbortController();
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  terminal.once('SIGINT', () => stop.abort('SIGINT'));
  try {
    const question = `Remove ${what}? They are lost then. [y/N] `;
    return (await terminal.question(question, { signal: stop.signal })).trim();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
    process.stderr.write('\n');
    if (!stop.signal.aborted) return '';
    const fact = 'nothing was changed';
    throw interruption(stop.signal, `remove ${what}`, { fact, suggestions: [] });
  } finally {
    terminal.close();
  }
}
