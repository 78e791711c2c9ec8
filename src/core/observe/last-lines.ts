import { describeCause } from '../../errors/describe-cause.ts';

const mostLines = 10;

/**
 * The last lines of what a container wrote, each bounded, without controls and credentials. The
 * first one is left out where it may be the end of a longer one.
 */
export function lastLinesOf(message: string | undefined): readonly string[] {
  const lines = (message ?? '').split('\n').map(describeCause);
  return lines.filter((line) => line !== '').slice(-mostLines);
}
