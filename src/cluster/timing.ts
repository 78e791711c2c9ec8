import { setTimeout as delay } from 'node:timers/promises';

/** The clock and the dice of everything that waits or retries, so that tests own both. */
export interface Timing {
  /** Milliseconds since the epoch that never run backwards. */
  now(): number;
  /** Rejects with the signal's reason when `signal` ends the wait. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** From 0 to 1, like `Math.random`. */
  random(): number;
}

export const realTiming: Timing = {
  now: () => performance.timeOrigin + performance.now(),
  sleep: async (milliseconds, signal) => {
    await delay(milliseconds, undefined, signal === undefined ? {} : { signal }).catch((thrown) => {
      throw signal?.aborted ? signal.reason : thrown;
    });
  },
  random: Math.random,
};
