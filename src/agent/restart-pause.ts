import { pauseAfter } from '../core/agent-protocol/back-off.ts';
import type { LivePod } from './live-pod.ts';
import type { EngineState } from './process/engine-state.ts';
import type { EngineClock } from './process/engine-world.ts';

/** When the engine of a release may be started again. */
export class RestartPause {
  readonly #clock: EngineClock;
  /** Of the monotonic clock. */
  #notBefore = 0;

  constructor(clock: EngineClock) {
    this.#clock = clock;
  }

  /** Goes on with the pause that an agent before this one has begun. */
  recall({ lastEnding, crashes = 0 }: Partial<EngineState> = {}): void {
    if (lastEnding !== undefined) this.begin(pauseAfter(crashes), lastEnding.at);
  }

  /** Begins at `from`, milliseconds since 1970. */
  begin(milliseconds: number, from: number): void {
    const { monotonic, now } = this.#clock;
    // A clock that was set back must not make it longer.
    const left = Math.min(milliseconds, from + milliseconds - now());
    this.#notBefore = monotonic() + left;
  }

  clear(): void {
    this.#notBefore = 0;
  }

  /** Stays until it is over, or the signal aborts; whoever reads the pod sees it. */
  async wait(pod: LivePod, signal: AbortSignal): Promise<void> {
    const left = this.#notBefore - this.#clock.monotonic();
    if (left <= 0) return;
    pod.backsOff(left);
    await this.#clock.sleep(left, signal);
  }
}
