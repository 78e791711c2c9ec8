/**
 * Carries values from several producers to one consumer without delay and without a limit: what
 * a cluster says of one release is little, and a producer must never wait for a screen.
 */
export class FactQueue<Value> {
  readonly #waiting: Value[] = [];
  #ended: { readonly failure: unknown } | 'done' | undefined;
  #wake: (() => void) | undefined;

  push(value: Value): void {
    this.#waiting.push(value);
    this.#wake?.();
  }

  /** Lets the consumer take what is left and then stop. */
  end(): void {
    this.#ended ??= 'done';
    this.#wake?.();
  }

  /** Makes the consumer's loop throw once it has taken what came before. */
  fail(failure: unknown): void {
    this.#ended ??= { failure };
    this.#wake?.();
  }

  async *values(): AsyncGenerator<Value> {
    while (true) {
      for (let value = this.#waiting.shift(); value !== undefined; value = this.#waiting.shift()) {
        yield value;
      }
      if (this.#ended === 'done') return;
      if (this.#ended !== undefined) throw this.#ended.failure;
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
    }
  }
}
