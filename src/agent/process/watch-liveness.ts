import type { EngineClock } from './engine-world.ts';
import { probeEngine } from './probe-engine.ts';

export interface LivenessWatch {
  readonly socket: string;
  readonly healthPath: string;
  /** Whether requests are under way, which may keep an engine from answering for long. */
  readonly isBusy: () => boolean;
  readonly clock: EngineClock;
  /** Ends the watch: when the engine has ended, or is being stopped. */
  readonly signal: AbortSignal;
  readonly pace?: LivenessPace;
}

export interface LivenessPace {
  readonly everyMilliseconds: number;
  readonly timeoutMilliseconds: number;
  /** Misses in a row that prove that an idle engine hangs. */
  readonly misses: number;
  /** And one that works. */
  readonly missesWhenBusy: number;
}

/** An idle engine that hangs is found within 45 s, one with requests after two minutes. */
export const livenessPace: LivenessPace = {
  everyMilliseconds: 10_000,
  timeoutMilliseconds: 5_000,
  misses: 3,
  missesWhenBusy: 12,
};

/**
 * Watches an engine that was healthy. Whatever it answers, it lives; one that gives no answer
 * several times in a row hangs.
 */
export async function watchLiveness(watch: LivenessWatch): Promise<'hung' | 'over'> {
  const { socket, healthPath, isBusy, clock, signal, pace = livenessPace } = watch;
  const { everyMilliseconds, timeoutMilliseconds } = pace;
  const probe = { socket, path: healthPath, timeoutMilliseconds, signal };
  let missed = 0;
  let pause = everyMilliseconds;
  for (;;) {
    await clock.sleep(pause, signal);
    if (signal.aborted) return 'over';
    const askedAt = clock.monotonic();
    missed = (await probeEngine(probe)) === 'silent' ? missed + 1 : 0;
    if (signal.aborted) return 'over';
    if (missed >= (isBusy() ? pace.missesWhenBusy : pace.misses)) return 'hung';
    pause = Math.max(0, everyMilliseconds - (clock.monotonic() - askedAt));
  }
}
