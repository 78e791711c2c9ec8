import type { ByteRange } from './metadata.ts';

/** A step of reading: asks for ranges of a file, and is given their bytes, or fewer at its end. */
export type Step<Value> = Generator<ByteRange, Value, Uint8Array>;

/** Why reading cannot go on; it never leaves the reader. */
export class HeaderProblem extends Error {
  readonly offset: number;

  constructor(fact: string, offset: number) {
    super(fact);
    this.offset = offset;
  }
}

const smallestRange = 64 * 1024;
const largestRange = 1024 ** 2;

/**
 * Walks through a file from its start and holds one window of it. What is skipped is not asked
 * for, unless it lies in the window already.
 */
export class ByteWalker {
  readonly #limit: number;
  #window: DataView = new DataView(new ArrayBuffer(0));
  #start = 0;
  #offset = 0;
  #next = smallestRange;

  /** No byte at or beyond `limit` is looked at. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get offset(): number {
    return this.#offset;
  }

  /** Where the next `length` bytes are, with the view that holds them; moves behind them. */
  *take(length: number): Step<{ readonly view: DataView; readonly at: number }> {
    this.#refuseBeyondLimit(length);
    const isThere = this.#offset + length <= this.#start + this.#window.byteLength;
    if (!isThere || this.#offset < this.#start) yield* this.#fetch(length);
    const at = this.#offset - this.#start;
    this.#offset += length;
    return { view: this.#window, at };
  }

  skip(length: number): void {
    this.#refuseBeyondLimit(length);
    this.#offset += length;
  }

  *#fetch(length: number): Step<void> {
    const wanted = Math.min(Math.max(length, this.#next), this.#limit - this.#offset);
    this.#next = Math.min(this.#next * 2, largestRange);
    const bytes = yield { offset: this.#offset, length: wanted };
    if (bytes.byteLength < length) {
      // What was skipped may be missing, too, so where it ends is not known.
      const fact = `it ends in its header, before byte ${this.#offset + length}`;
      throw new HeaderProblem(fact, this.#offset);
    }
    this.#window = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#start = this.#offset;
  }

  #refuseBeyondLimit(length: number): void {
    if (length <= this.#limit - this.#offset) return;
    throw new HeaderProblem(
      `its header is larger than ${this.#limit} bytes, or damaged at byte ${this.#offset}`,
      this.#offset,
    );
  }
}
