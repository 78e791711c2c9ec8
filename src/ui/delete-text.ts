import type { DeleteResult } from '../core/results.ts';

/** What `delete` leaves on the screen. */
export function deleteText({ release, removed, kept }: DeleteResult): string {
  const objects = removed.length === 1 ? '1 object' : `${removed.length} objects`;
  const lines = [`${release} is deleted, ${objects} removed`];
  for (const name of kept) lines.push(`  kept ${name}`);
  return `${lines.join('\n')}\n`;
}
