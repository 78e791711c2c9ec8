import { createHash } from 'node:crypto';

/** How much of each end of a file is in its fingerprint. */
export const fingerprintSpan = 1024 ** 2;

/** The ends of a file; they overlap in a file that is shorter than both. */
export interface FileEnds {
  readonly bytes: number;
  /** The first `fingerprintSpan` bytes, or all. */
  readonly first: Uint8Array;
  /** The last `fingerprintSpan` bytes, or all. */
  readonly last: Uint8Array;
}

/** What tells a file from another one of its name, without the minutes that all of it would take. */
export function fingerprintOf({ bytes, first, last }: FileEnds): string {
  return createHash('sha256').update(`${bytes}\n`).update(first).update(last).digest('hex');
}
