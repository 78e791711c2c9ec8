import type { StoredRecord, Target } from '../core/target.ts';
import { otherSpelling } from './check-spelling.ts';
import { type Missed, releaseNotFound } from './release-not-found.ts';

/** Gives back the record that was read, or throws that there is no release of that spelling. */
export async function requireRelease(
  named: Missed,
  stored: StoredRecord | undefined,
  target: Target,
): Promise<StoredRecord> {
  if (stored !== undefined && otherSpelling(named, stored) === undefined) return stored;
  throw await releaseNotFound(named, target);
}
