import { HeaderProblem } from './gguf-problem.ts';
import type { ByteRange } from './metadata.ts';

/**
 * A step of reading, which asks for ranges of a file. It is given the first bytes of the range, as
 * many as there are at hand, and asks on from there for the rest of the same range; so a stream of
 * the range can be handed over as it comes, and be closed when something else is asked for. No
 * bytes say that the file ends there. What was given may be overwritten when it asks again.
 */
export type Step<Value> = Generator<ByteRange, Value, Uint8Array>;

/** How far a file is looked at, and in which parts; all in bytes. */
export interface WalkerLimits {
  /** No byte at or beyond it is looked at. */
  readonly headerBytes: number;
  /** Of the whole file, where that is known. */
  readonly fileBytes?: number | undefined;
  readonly firstRange: number;
  /** Each range is twice as long as the one before, and none is longer than this. */
  readonly largestRange: number;
}

/**
 * Walks through a file from its start and holds the bytes that came last. What is skipped is not
 * asked for, unless it lies in a range that is under way.
 */
export class ByteWalker {
  readonly #limits: WalkerLimits;
  readonly #limit: number;
  #window: DataView = new DataView(new ArrayBuffer(0));
  /** Where the window ends, and what is missing of the range begins. */
  #arrived = 0;
  #rangeEnd = 0;
  #offset = 0;
  #next: number;

  constructor(limits: WalkerLimits) {
    this.#limits = limits;
    this.#limit = Math.min(limits.headerBytes, limits.fileBytes ?? Number.POSITIVE_INFINITY);
    this.#next = limits.firstRange;
  }

  get offset(): number {
    return this.#offset;
  }

  /** Where the next `length` bytes are, with the view that holds them; moves behind them. */
  *take(length: number): Step<{ readonly view: DataView; readonly at: number }> {
    this.#refuseBeyondLimit(length);
    const from = this.#offset;
    if (from + length > this.#arrived) {
      const { view, filled } = yield* this.#gather(from, length);
      if (filled < length) throw this.#endsBefore(from + length);
      this.#offset += length;
      return { view, at: 0 };
    }
    this.#offset += length;
    return { view: this.#window, at: from - this.#arrived + this.#window.byteLength };
  }

  /** The next `length` bytes, or what there is before the end of the file; moves behind them. */
  *takeUpTo(length: number): Step<Uint8Array> {
    const possible = Math.min(length, this.#limit - this.#offset);
    const { view, filled } = yield* this.#gather(this.#offset, possible);
    this.#offset += filled;
    return new Uint8Array(view.buffer, view.byteOffset, filled);
  }

  skip(length: number): void {
    this.#refuseBeyondLimit(length);
    this.#offset += length;
  }

  /** Makes sure that the file goes on to here, where the last bytes were skipped. */
  *confirm(): Step<void> {
    if (this.#offset === 0 || (yield* this.#reach(this.#offset - 1, this.#offset))) return;
    throw this.#endsBefore(this.#offset);
  }

  /** Skips texts, before each of which its length stands in 8 bytes. */
  *skipTexts(count: number, isLittle: boolean): Step<void> {
    let left = count;
    while (left > 0) {
      // A vocabulary has some 100 000 texts, so those at hand are skipped without a step for each.
      const start = this.#arrived - this.#window.byteLength;
      while (left > 0 && this.#offset + 8 <= this.#arrived) {
        const length = readLength(this.#window, this.#offset - start, isLittle);
        this.skip(8);
        this.skip(length);
        left -= 1;
      }
      if (left === 0) return;
      const { view, at } = yield* this.take(8);
      this.skip(readLength(view, at, isLittle));
      left -= 1;
    }
  }

  /** A copy of bytes that do not lie in the window as one piece. */
  *#gather(from: number, length: number): Step<{ view: DataView; filled: number }> {
    const bytes = new Uint8Array(length);
    let filled = 0;
    while (filled < length && (yield* this.#reach(from + filled, from + length))) {
      const at = from + filled - this.#arrived + this.#window.byteLength;
      const size = Math.min(length - filled, this.#window.byteLength - at);
      bytes.set(new Uint8Array(this.#window.buffer, this.#window.byteOffset + at, size), filled);
      filled += size;
    }
    return { view: new DataView(bytes.buffer), filled };
  }

  /** Moves the window on until it holds the byte at `position`; false where there is none. */
  *#reach(position: number, end: number): Step<boolean> {
    while (this.#arrived <= position) {
      if (position >= this.#rangeEnd) this.#openRange(position, end);
      const length = this.#rangeEnd - this.#arrived;
      const given = yield { offset: this.#arrived, length };
      if (given.byteLength === 0) return false;
      const size = Math.min(given.byteLength, length);
      this.#window = new DataView(given.buffer, given.byteOffset, size);
      this.#arrived += size;
    }
    return true;
  }

  #openRange(position: number, end: number): void {
    this.#window = new DataView(new ArrayBuffer(0));
    this.#arrived = position;
    this.#rangeEnd = Math.min(position + Math.max(end - position, this.#next), this.#limit);
    this.#next = Math.min(this.#next * 2, this.#limits.largestRange);
  }

  #refuseBeyondLimit(length: number): void {
    if (length <= this.#limit - this.#offset) return;
    const { headerBytes, fileBytes = Number.POSITIVE_INFINITY } = this.#limits;
    if (fileBytes <= headerBytes) throw this.#endsBefore(this.#offset + length);
    throw new HeaderProblem({
      kind: 'header-too-large',
      fact: `its header is larger than ${headerBytes} bytes, or damaged at byte ${this.#offset}`,
      offset: this.#offset,
    });
  }

  // What was skipped may be missing, too, so where the file ends is not always known.
  #endsBefore(end: number): HeaderProblem {
    const fact = `it ends in its header, before byte ${end}`;
    return new HeaderProblem({ kind: 'truncated', fact, offset: this.#offset });
  }
}

/** Lengths beyond 2^53 come out rounded, which no file reaches. */
function readLength(view: DataView, at: number, isLittle: boolean): number {
  const low = view.getUint32(isLittle ? at : at + 4, isLittle);
  const high = view.getUint32(isLittle ? at + 4 : at, isLittle);
  return high * 2 ** 32 + low;
}
