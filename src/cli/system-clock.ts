import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../actions/ports.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (milliseconds) => AbortSignal.timeout(milliseconds),
  async sleep(milliseconds, signal) {
    if (signal?.aborted === true) return;
    try {
      await delay(milliseconds, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      // An aborted sleep is over early, as the port promises.
      if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
    }
  },
};
