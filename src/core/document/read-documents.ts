import type { Document } from 'yaml';
import { composePiece, type Fault } from './compose-piece.ts';
import { TextDecoding } from './decode-text.ts';
import { documentLimits } from './limits.ts';
import { offsetOf, positionsOf } from './locate.ts';
import { type FieldPath, inOrder, type Position, type Problem } from './problem.ts';
import { DocumentSplitter, type Piece } from './split-documents.ts';
import { ValueReader } from './to-value.ts';

/** One document of a file; an item of a `List` is one too. */
export interface SourceDocument {
  readonly file: string;
  readonly value: unknown;
  /** With its comments. Of an item it is that of the whole list. */
  readonly yaml: Document.Parsed;
  /** Where in `yaml` the value is: empty, or of an item `items` and its index. */
  readonly root: FieldPath;
  /** Where the value of a field begins, or the nearest parent of one that is absent. */
  readonly locate: (path: FieldPath) => Position;
  /** Where the name of a field is. */
  readonly locateKey: (path: FieldPath) => Position;
}

/** A document, or all that keeps one from being read. */
export type DocumentOutcome =
  | { readonly kind: 'document'; readonly document: SourceDocument }
  | { readonly kind: 'malformed'; readonly problems: readonly Problem[] };

/**
 * Reads YAML or JSON as the programs of Kubernetes do, except that equal keys are an error. Keep
 * no document longer than needed: each holds its syntax tree.
 * @example for (const outcome of readDocuments('qwen.yaml', text)) ...
 */
export function* readDocuments(
  file: string,
  text: string | Uint8Array,
): Generator<DocumentOutcome> {
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

  *push(bytes: Uint8Array): Generator<DocumentOutcome> {
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

  *end(): Generator<DocumentOutcome> {
    if (this.#isDone) return;
    yield* this.#decode(this.#decoding.end());
    if (!this.#isDone) yield* this.#read(this.#splitter.end());
  }

  *#decode(part: ReturnType<TextDecoding['push']>): Generator<DocumentOutcome> {
    if (part.kind === 'malformed') {
      const encoding = part.encoding.toUpperCase();
      const place = { line: this.#lines + part.lines + 1, column: 1 };
      yield this.#stop(place, `is not text in ${encoding} from byte ${part.byte} on`);
      return;
    }
    yield* this.#read(this.#splitter.push(part.text));
    this.#lines += part.text.split('\n').length - 1;
  }

  *#read(pieces: Iterable<Piece>): Generator<DocumentOutcome> {
    for (const piece of pieces) {
      if (piece.tooLong) {
        const most = documentLimits.documentCharacters / 1024 / 1024;
        yield this.#stop({ line: piece.line, column: 1 }, `a document is longer than ${most} MiB`);
        return;
      }
      yield* readPiece(this.#file, piece);
    }
  }

  #stop(position: Position, message: string): DocumentOutcome {
    this.#isDone = true;
    return { kind: 'malformed', problems: [{ file: this.#file, path: '', message, ...position }] };
  }
}

const partBytes = 64 * 1024;

function* readPiece(file: string, { text, line }: Piece): Generator<DocumentOutcome> {
  const at = positionsOf(text, line);
  const { documents, faults } = composePiece(text);
  if (faults.length > 0) {
    yield malformed(file, faults, at);
    return;
  }
  for (const yaml of documents) {
    const reader = new ValueReader();
    const value = reader.read(yaml.contents);
    if (reader.faults.length > 0) yield malformed(file, reader.faults, at);
    else if (value !== null) {
      for (const root of rootsOf(value)) {
        const own = root.length === 0 ? value : itemAt(value, Number(root[1]));
        const place = (path: FieldPath, wanted: 'key' | 'value') =>
          at(offsetOf(yaml.contents, [...root, ...path], wanted));
        const locate = (path: FieldPath) => place(path, 'value');
        const locateKey = (path: FieldPath) => place(path, 'key');
        yield { kind: 'document', document: { file, value: own, yaml, root, locate, locateKey } };
      }
    }
  }
}

function rootsOf(value: unknown): readonly FieldPath[] {
  const { kind, items } = Object(value);
  const isList = typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items);
  return isList ? items.map((_: unknown, index: number) => ['items', index]) : [[]];
}

function itemAt(value: unknown, index: number): unknown {
  return Object(value).items[index];
}

function malformed(
  file: string,
  faults: readonly Fault[],
  at: (offset: number) => Position,
): DocumentOutcome {
  const problems = faults.map(({ offset, message, earlier }) => {
    const before = earlier === undefined ? '' : `, first at ${placeText(at(earlier))}`;
    return { file, path: '', message: `${message}${before}`, ...at(offset) };
  });
  return { kind: 'malformed', problems: problems.toSorted(inOrder) };
}

function placeText({ line, column }: Position): string {
  return `line ${line}, column ${column}`;
}
