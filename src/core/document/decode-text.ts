/** A part of a file as text, or the first byte that is none. */
export type DecodeOutcome =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'malformed';
      readonly byte: number;
      readonly lines: number;
      readonly encoding: string;
    };

const marks: readonly { readonly encoding: string; readonly bytes: readonly number[] }[] = [
  { encoding: 'utf-16le', bytes: [0xff, 0xfe] },
  { encoding: 'utf-16be', bytes: [0xfe, 0xff] },
];

/**
 * Turns the bytes of a file to text, part by part: UTF-8, or the UTF-16 that its first two bytes
 * announce, as Go programs read it.
 */
export class TextDecoding {
  #decoder: InstanceType<typeof TextDecoder> | undefined;
  #pending: Uint8Array = new Uint8Array();
  /** The end of what was decoded: a letter may begin in it and go on in the next part. */
  #before: Uint8Array = new Uint8Array();
  #decoded = 0;

  push(bytes: Uint8Array): DecodeOutcome {
    if (this.#decoder !== undefined) return this.#decode(bytes, true);
    this.#pending = Buffer.concat([this.#pending, bytes]);
    return this.#pending.length < 2 ? { kind: 'text', text: '' } : this.#begin(true);
  }

  end(): DecodeOutcome {
    return this.#decoder === undefined ? this.#begin(false) : this.#decode(new Uint8Array(), false);
  }

  #begin(stream: boolean): DecodeOutcome {
    const first = this.#pending;
    const mark = marks.find(({ bytes }) => bytes.every((byte, index) => first[index] === byte));
    this.#decoder = new TextDecoder(mark?.encoding ?? 'utf-8', { fatal: true });
    return this.#decode(first, stream);
  }

  #decode(bytes: Uint8Array, stream: boolean): DecodeOutcome {
    const decoder = this.#decoder ?? new TextDecoder('utf-8', { fatal: true });
    const text = tryDecode(() => decoder.decode(bytes, { stream }));
    if (text === undefined) {
      const { encoding } = decoder;
      const part = { before: this.#before, bytes, from: this.#decoded };
      const { count, lines } = readableOf(part, encoding);
      return { kind: 'malformed', byte: this.#decoded + count, lines, encoding };
    }
    this.#before = Buffer.concat([this.#before, bytes]).subarray(-longestLetter);
    this.#decoded += bytes.length;
    return { kind: 'text', text };
  }
}

function tryDecode(decode: () => string): string | undefined {
  try {
    return decode();
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** In bytes, of every encoding. */
const longestLetter = 4;

interface Readable {
  /** Bytes. */
  readonly count: number;
  /** That end in them. */
  readonly lines: number;
}

interface Part {
  readonly before: Uint8Array;
  readonly bytes: Uint8Array;
  /** Bytes of the file before `bytes`. */
  readonly from: number;
}

// The first letter may begin in what came before, and where is found by trying.
function readableOf({ before, bytes, from }: Part, encoding: string): Readable {
  const unit = encoding === 'utf-8' ? 1 : 2;
  let best: Readable = { count: 0, lines: 0 };
  for (let rest = before.length; rest >= 0; rest -= 1) {
    if ((from - rest) % unit !== 0) continue;
    const known = before.subarray(before.length - rest);
    const fine = fineBytes(Buffer.concat([known, bytes]), encoding);
    if (fine - rest <= best.count) continue;
    const lines = linesIn(bytes.subarray(0, fine - rest), encoding);
    best = { count: fine - rest, lines };
  }
  return best;
}

// How many of the bytes are fine, found by halving; those before them were.
function fineBytes(bytes: Uint8Array, encoding: string): number {
  let fine = 0;
  let broken = bytes.length;
  while (broken - fine > 1) {
    const middle = Math.floor((fine + broken) / 2);
    const decoder = new TextDecoder(encoding, { fatal: true });
    const text = tryDecode(() => decoder.decode(bytes.subarray(0, middle), { stream: true }));
    if (text === undefined) broken = middle;
    else fine = middle;
  }
  return fine;
}

function linesIn(bytes: Uint8Array, encoding: string): number {
  return new TextDecoder(encoding).decode(bytes).split('\n').length - 1;
}
