import { createInterface } from 'node:readline/promises';
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
      `Cannot remove ${what}: it would be lost, and there is no terminal to ask on`,
      { suggestions: [`the same command with --yes`] },
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`Remove ${what}? They are lost then. [y/N] `);
    if (/^y(es)?$/i.test(answer.trim())) return;
  } finally {
    terminal.close();
  }
  throw new LlmkubeError(
    'CONFIRMATION_NEEDED',
    `Cannot remove ${what}: not confirmed, nothing was changed`,
  );
}
