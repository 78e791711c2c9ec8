import { setTimeout as delay } from 'node:timers/promises';

export interface PollOptions {
  /** What is waited for, as the end of "gave up after N s waiting for ...". */
  what: string;
  seconds: number;
  /** Called before every try; a text ends the waiting with that failure. */
  failure?: () => string | undefined;
}

/**
 * Asks again and again until `probe` gives something other than undefined or false, and gives
 * that back. Throws when the time is over or something it depends on has failed.
 */
export async function pollUntil<T>(
  { what, seconds, failure }: PollOptions,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const failed = failure?.();
    if (failed !== undefined) throw new Error(failed);
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`Gave up after ${seconds} s waiting for ${what}`);
    await delay(25);
  }
}
