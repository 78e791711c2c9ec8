/** Counts the requests that each release has to answer, for whoever wants to drain it. */
export class InFlight {
  readonly #counts = new Map<string, number>();
  readonly #waiting = new Map<string, Set<() => void>>();

  count(release: string): number {
    return this.#counts.get(release) ?? 0;
  }

  /** Counts one more until the function it gives back is called; calling that again is nothing. */
  begin(release: string): () => void {
    this.#counts.set(release, this.count(release) + 1);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#end(release);
    };
  }

  /** Resolves when the release has nothing to answer, or early when the signal aborts. */
  async whenIdle(release: string, signal: AbortSignal): Promise<void> {
    if (this.count(release) === 0 || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const waiting = this.#waiting.get(release) ?? new Set();
      this.#waiting.set(release, waiting);
      const wake = () => {
        waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }

  #end(release: string): void {
    const left = this.count(release) - 1;
    if (left > 0) {
      this.#counts.set(release, left);
      return;
    }
    this.#counts.delete(release);
    const waiting = this.#waiting.get(release) ?? [];
    this.#waiting.delete(release);
    for (const wake of waiting) wake();
  }
}
