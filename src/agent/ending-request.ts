/** Somebody asks for an end over the control socket and waits until it is there. */
export class EndingRequest<End> {
  readonly #wanted = new AbortController();
  readonly #done: Promise<End>;
  #resolve: (end: End) => void = () => undefined;
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

  /** Resolves with the end that it came to, when it is there. */
  ask(end: End): Promise<End> {
    this.#asked ??= end;
    this.#wanted.abort();
    return this.#done;
  }

  answer(end: End): void {
    this.#resolve(end);
  }
}
