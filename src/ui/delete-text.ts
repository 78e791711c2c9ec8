import type { DeleteResult } from '../core/results.ts';

/** What `delete` leaves on the screen. */
export function deleteText({ release, removed, kept }: DeleteResult): string {
  const lines = [`${release} is deleted, ${removed.length} objects removed`];
  for (const name of kept) lines.push(`  kept ${name}`);
  return `${lines.join('\n')}\n`;
}
