import { existsSync, readdirSync } from 'node:fs';

// Nothing else is taken for a release, whose name becomes part of paths that are removed with it.
// A state that is not written to its end is all there is of one whose agent was killed over it.
const stateFile = /^([a-z](?:[-a-z0-9]*[a-z0-9])?)\.json(?:\.new)?$/;

/** Releases that an engine was started for, and whose state no agent has forgotten yet. */
export function releasesWithState(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const found = readdirSync(folder).flatMap((name) => stateFile.exec(name)?.[1] ?? []);
  return [...new Set(found)];
}
