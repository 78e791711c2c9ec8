import type { LogPiece } from '../target.ts';

/**
 * How much of a log was delivered, so that reading it again repeats nothing. A log can be asked
 * for from a second on and no finer, so what counts are the lines since that second; the time of
 * the newest one tells when a log that was rotated meanwhile has nothing left to leave out.
 */
export class LogPosition {
  #newest: Instant | undefined;
  /** Whole lines delivered since the newest line's second. */
  #lines = 0;
  /** Bytes delivered of the line that has not ended. */
  #bytes = 0;
  /** What is still to be left out of a log that is read again. */
  #replay: { lines: number; readonly bytes: number } | undefined;
  /** The line that is coming in. */
  #line: { skips: number; readonly isCounted: boolean } = { skips: 0, isCounted: false };

  #hasMoved = false;

  /** Whether anything was delivered since this was asked last. */
  hasMoved(): boolean {
    const hasMoved = this.#hasMoved;
    this.#hasMoved = false;
    return hasMoved;
  }

  /** The second to ask from, or nothing before the first line. */
  get since(): string | undefined {
    if (this.#newest === undefined) return undefined;
    return new Date(this.#newest.seconds * 1000).toISOString();
  }

  /** What comes next is read from `since` on once more. */
  restart(): void {
    this.#replay =
      this.#newest === undefined ? undefined : { lines: this.#lines, bytes: this.#bytes };
  }

  /** The pieces that are new. */
  take(pieces: readonly LogPiece[]): readonly LogPiece[] {
    const fresh = pieces.flatMap((piece) => this.#takeOne(piece));
    if (fresh.length > 0) this.#hasMoved = true;
    return fresh;
  }

  #takeOne(piece: LogPiece): readonly LogPiece[] {
    if (piece.startsLine) this.#line = this.#beginLine(piece);
    const { skips, isCounted } = this.#line;
    if (skips === everything) return [];
    const skipped = Math.min(skips, piece.bytes.length);
    this.#line.skips -= skipped;
    if (piece.endsLine) {
      if (isCounted) this.#lines += 1;
      this.#bytes = 0;
    } else {
      this.#bytes += piece.bytes.length - skipped;
    }
    if (skipped === 0) return [piece];
    const rest = piece.bytes.subarray(skipped);
    const isNew = rest.length > 0 || piece.endsLine;
    return isNew ? [{ ...piece, bytes: rest, startsLine: false }] : [];
  }

  // Says how much of the line that begins was delivered before.
  #beginLine({ time }: LogPiece): { skips: number; isCounted: boolean } {
    const instant = time === undefined ? undefined : readInstant(time);
    if (instant === undefined) return { skips: 0, isCounted: false };
    const isNewest = isAfter(instant, this.#newest);
    if (this.#replay !== undefined && !isNewest && this.#replay.lines > 0) {
      this.#replay.lines -= 1;
      return { skips: everything, isCounted: false };
    }
    const skips = isNewest ? 0 : (this.#replay?.bytes ?? 0);
    this.#replay = undefined;
    if (skips === 0) this.#bytes = 0;
    if (isNewest && instant.seconds !== this.#newest?.seconds) this.#lines = 0;
    if (isNewest) this.#newest = instant;
    return { skips, isCounted: instant.seconds === this.#newest?.seconds };
  }
}

const everything = Number.POSITIVE_INFINITY;

interface Instant {
  readonly seconds: number;
  readonly nanoseconds: number;
}

function readInstant(time: string): Instant {
  const [, start, fraction = '', zone] = /^(.{19})(?:\.(\d+))?(.*)$/.exec(time) ?? [];
  return {
    seconds: Date.parse(`${start}${zone}`) / 1000,
    nanoseconds: Number(fraction.slice(0, 9).padEnd(9, '0')),
  };
}

function isAfter(one: Instant, other: Instant | undefined): boolean {
  if (other === undefined || one.seconds !== other.seconds) {
    return one.seconds > (other?.seconds ?? Number.NEGATIVE_INFINITY);
  }
  return one.nanoseconds > other.nanoseconds;
}
