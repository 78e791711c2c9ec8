/** Somebody asks for an end over the control socket and waits until it is there. */
export class EndingRequest<End> {
  readonly #wanted = new AbortController();
  readonly #done: Promise<void>;
  #resolve = (): void => undefined;
  #asked: End | undefined;

  constructor() {
    this.#done = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** Aborts when an end was asked for. */
  get signal(): AbortSignal {
    return this.#wanted.signal;
  }

  /** The first end that was asked for. */
  get asked(): End | undefined {
    return this.#asked;
  }

  /** Resolves when the end is there; the first asker says which. */
  ask(end: End): Promise<void> {
    this.#asked ??= end;
    this.#wanted.abort();
    return this.#done;
  }

  answer(): void {
    this.#resolve();
  }
}
