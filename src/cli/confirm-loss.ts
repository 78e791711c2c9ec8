import { interruption } from '../actions/interruption.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { askOnTerminal, hasTerminal } from './ask-on-terminal.ts';

/** Asks before something is lost; without a terminal only `--yes` will do. */
export async function confirmLoss(
  what: string,
  { yes, output }: { readonly yes: boolean; readonly output: 'json' | undefined },
): Promise<void> {
  if (yes) return;
  if (!hasTerminal(output)) {
    throw new LlmkubeError(
      'CONFIRMATION_NEEDED',
      `Cannot remove ${what}: they would be lost, and there is no terminal to ask on`,
      { suggestions: [`the same command with --yes`] },
    );
  }
  const answer = await askOnTerminal(`Remove ${what}? They are lost then.`);
  if (answer === 'yes') return;
  if (answer === 'interrupted') {
    const signal = AbortSignal.abort('SIGINT');
    const fact = 'nothing was changed';
    throw interruption(signal, `remove ${what}`, { fact, suggestions: [] });
  }
  throw new LlmkubeError(
    'CONFIRMATION_NEEDED',
    `Cannot remove ${what}: not confirmed, nothing was changed`,
  );
}
