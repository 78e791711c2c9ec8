import type { ChatResult } from '../core/results.ts';
import { printable } from '../ui/printable.ts';

/**
 * Prints what a model said: as it is into a pipe, and on a terminal without what could steer it.
 * Tabs stay, since answers hold code.
 */
export function printAnswer(result: ChatResult, output: 'json' | undefined): void {
  const { answer, isCut } = result;
  const text = process.stdout.isTTY
    ? answer.replaceAll(/[^\n\t]+/g, (part) => printable(part))
    : answer;
  process.stdout.write(output === 'json' ? `${JSON.stringify(result)}\n` : `${text}\n`);
  if (isCut && output !== 'json') {
    process.stderr.write('The answer is cut: it has as many tokens as chat asks for\n');
  }
}
