/** A run that was healthy for so long has made up for every crash before it. */
export const healthyMilliseconds = 10 * 60_000;

const firstPause = 10_000;
const longestPause = 5 * 60_000;

export interface BackOff {
  /** Crashes in a row, this one included; to be given back at the next. */
  readonly crashes: number;
  /** How long after the end the next start may be. */
  readonly pauseMilliseconds: number;
}

/**
 * What follows a run that ended by itself. The first crash in a row is started again at once, as
 * a node does it too: most of them are accidents. The second waits 10 s, each further one twice
 * as long as the one before it, at most 5 min. Ten healthy minutes end the row.
 */
export function backOffAfter(crashesBefore: number, healthyFor: number): BackOff {
  const crashes = healthyFor >= healthyMilliseconds ? 1 : crashesBefore + 1;
  return { crashes, pauseMilliseconds: pauseAfter(crashes) };
}

/** Milliseconds from the last of so many crashes in a row to the next start. */
export function pauseAfter(crashes: number): number {
  return crashes < 2 ? 0 : Math.min(firstPause * 2 ** (crashes - 2), longestPause);
}
