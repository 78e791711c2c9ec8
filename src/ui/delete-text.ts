import type { DeleteAllResult, DeleteResult } from '../core/results.ts';
import { whereText } from './where-text.ts';

/** What `delete` leaves on the screen. */
export function deleteText({ release, ...left }: DeleteResult): string {
  return text(`${release} is deleted`, left);
}

/** The same of `delete --all`. */
export function deleteAllText({ releases, target, ...left }: DeleteAllResult): string {
  const where = whereText(target);
  if (releases.length === 0 && left.removed.length === 0) {
    return text(`There is nothing to delete ${where}`, left);
  }
  return text(`Everything ${where} is deleted (${releases.join(', ')})`, left);
}

type Left = Pick<DeleteResult, 'removed' | 'kept'>;

function text(headline: string, { removed, kept }: Left): string {
  const objects = removed.length === 1 ? '1 object' : `${removed.length} objects`;
  const lines = [`${headline}, ${objects} removed`];
  for (const name of kept) lines.push(`  kept ${name}`);
  return `${lines.join('\n')}\n`;
}
