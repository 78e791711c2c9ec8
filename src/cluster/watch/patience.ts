import type { Timing } from '../timing.ts';

const longest = 30_000;

/** A connection that held for so long was healthy, whatever ended it. */
const healthy = 5_000;

/**
 * Paces how a watch comes back. The first return after a healthy time is immediate, since cut
 * watches are ordinary; then the waits double from 0.8 s to 30 s until something holds again.
 */
export class Patience {
  readonly #timing: Timing;
  #failures = 0;

  constructor(timing: Timing) {
    this.#timing = timing;
  }

  /** Waits as long as `lived` and the failures before it ask for, and at least `atLeast`. */
  async wait(lived: number, atLeast: number, signal: AbortSignal): Promise<void> {
    if (lived >= healthy) this.#failures = 0;
    const doubled = Math.min(800 * 2 ** (this.#failures - 1), longest);
    const own = this.#failures === 0 ? 0 : doubled * (1 + this.#timing.random() / 2);
    this.#failures += 1;
    await this.#timing.sleep(Math.max(own, atLeast), signal);
  }
}
