import { existsSync, readdirSync } from 'node:fs';

// Nothing else is taken for a release, whose name becomes part of paths that are removed with it.
const stateFile = /^([a-z](?:[-a-z0-9]*[a-z0-9])?)\.json$/;

/** Releases that an engine was started for, and whose state no agent has forgotten yet. */
export function releasesWithState(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => stateFile.exec(name)?.[1] ?? []);
}
