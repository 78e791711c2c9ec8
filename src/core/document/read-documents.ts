import { TextDecoding } from './decode-text.ts';
import { documentLimits } from './limits.ts';
import type { Malformed } from './malformed.ts';
import type { FieldPath, Position, Problem } from './problem.ts';
import { readPiece } from './read-piece.ts';
import type { RelaxedText } from './relax-indentation.ts';
import { DocumentSplitter, type Piece } from './split-documents.ts';

/** One document of a file; an item of a `List` is one too. */
export interface SourceDocument {
  readonly file: string;
  readonly value: unknown;
  /** What in it has no value, and is null; told beside what else is wrong with it. */
  readonly problems: readonly Problem[];
  /** The text that it is in, and which document of it. */
  readonly written: WrittenDocument;
  /** Where in that document the value is: empty, or of an item `items` and its index. */
  readonly root: FieldPath;
  /** Where the value of a field begins, or the nearest parent of one that is absent. */
  readonly locate: (path: FieldPath) => Position;
  /** Where the name of a field is. */
  readonly locateKey: (path: FieldPath) => Position;
}

/** A document as somebody wrote it; of an item of a list it is the whole list. */
export interface WrittenDocument {
  readonly text: string;
  /** Of those in the text that hold anything. */
  readonly index: number;
  readonly value: unknown;
}

/** A document, or all that keeps one from being read. */
export type DocumentOutcome =
  | { readonly kind: 'document'; readonly document: SourceDocument }
  | Malformed;

/** What reading came to at once; `diagnoseMalformed` makes the last of it one of the others. */
export type ReadOutcome = DocumentOutcome | Unparsed;

/** A piece of a file that is no YAML from an offset in it on. */
export interface Unparsed extends RelaxedText {
  readonly kind: 'unparsed';
  readonly file: string;
  /** Of its first line in the file. */
  readonly line: number;
  readonly offset: number;
}

/**
 * Reads YAML or JSON as the programs of Kubernetes do, except that equal keys are an error. Keep
 * no document longer than needed: each holds its text and the syntax of it.
 * @example for (const outcome of readDocuments('qwen.yaml', text)) ...
 */
export function* readDocuments(file: string, text: string | Uint8Array): Generator<ReadOutcome> {
  const reader = new DocumentReader(file);
  yield* reader.push(typeof text === 'string' ? Buffer.from(text) : text);
  yield* reader.end();
}

/** The same for bytes that come in parts. */
export class DocumentReader {
  readonly #file: string;
  readonly #decoding = new TextDecoding();
  readonly #splitter = new DocumentSplitter();
  #bytes = 0;
  #lines = 0;
  #isDone = false;

  constructor(file: string) {
    this.#file = file;
  }

  /** Nothing more is read after this is true. */
  get isDone(): boolean {
    return this.#isDone;
  }

  *push(bytes: Uint8Array): Generator<ReadOutcome> {
    // Small enough that the place of a broken byte is cheap to find.
    for (let from = 0; from < bytes.length && !this.#isDone; from += partBytes) {
      const part = bytes.subarray(from, from + partBytes);
      this.#bytes += part.length;
      if (this.#bytes > documentLimits.bytes) {
        const most = documentLimits.bytes / 1024 / 1024;
        yield this.#stop({ line: this.#lines + 1, column: 1 }, `is larger than ${most} MiB`);
      } else yield* this.#decode(this.#decoding.push(part));
    }
  }

  *end(): Generator<ReadOutcome> {
    if (this.#isDone) return;
    yield* this.#decode(this.#decoding.end());
    if (!this.#isDone) yield* this.#read(this.#splitter.end());
  }

  *#decode(part: ReturnType<TextDecoding['push']>): Generator<ReadOutcome> {
    if (part.kind === 'malformed') {
      const encoding = part.encoding.toUpperCase();
      const place = { line: this.#lines + part.lines + 1, column: 1 };
      yield this.#stop(place, `is not text in ${encoding} from byte ${part.byte} on`);
      return;
    }
    yield* this.#read(this.#splitter.push(part.text));
    this.#lines += part.text.split('\n').length - 1;
  }

  *#read(pieces: Iterable<Piece>): Generator<ReadOutcome> {
    for (const piece of pieces) {
      if (piece.tooLong) {
        const most = documentLimits.documentCharacters / 1024 / 1024;
        yield this.#stop({ line: piece.line, column: 1 }, `a document is longer than ${most} MiB`);
        return;
      }
      yield* readPiece(this.#file, piece);
    }
  }

  #stop(position: Position, message: string): Malformed {
    this.#isDone = true;
    return { kind: 'malformed', problems: [{ file: this.#file, path: '', message, ...position }] };
  }
}

const partBytes = 64 * 1024;
