import { existsSync, readdirSync } from 'node:fs';

/** Releases that an engine was started for, and whose state no agent has forgotten yet. */
export function releasesWithState(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length));
}
