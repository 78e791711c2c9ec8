import { documentLimits } from './limits.ts';

/** The text of one document, or, with `tooLong`, the start of one that is too long. */
export interface Piece {
  readonly text: string;
  /** Of its first line in the file. */
  readonly line: number;
  readonly tooLong: boolean;
}

/**
 * Cuts a text that comes in parts before each line `---`, which in YAML begins a document wherever
 * it stands. So no more than one document is in memory, however many a file has.
 */
export class DocumentSplitter {
  #rest = '';
  #searched = 0;
  #line = 1;

  *push(part: string): Generator<Piece> {
    this.#rest += part;
    for (let cut = this.#findCut(); cut !== undefined; cut = this.#findCut()) {
      yield this.#take(cut, cut > documentLimits.documentCharacters);
    }
    if (this.#rest.length > documentLimits.documentCharacters) {
      yield this.#take(this.#rest.length, true);
    }
  }

  *end(): Generator<Piece> {
    const tooLong = this.#rest.length > documentLimits.documentCharacters;
    if (this.#rest !== '') yield this.#take(this.#rest.length, tooLong);
  }

  #findCut(): number | undefined {
    for (let from = this.#searched; ; ) {
      const at = this.#rest.indexOf('\n---', from);
      if (at === -1) break;
      const next = this.#rest[at + 4];
      if (next === undefined) break;
      if (/\s/.test(next)) return at + 1;
      from = at + 4;
    }
    // A line may begin in this part and go on in the next.
    this.#searched = Math.max(0, this.#rest.length - 4);
    return undefined;
  }

  #take(length: number, tooLong: boolean): Piece {
    const text = this.#rest.slice(0, length);
    const piece = { text, line: this.#line, tooLong };
    this.#line += countLines(text);
    this.#rest = this.#rest.slice(length);
    this.#searched = 0;
    return piece;
  }
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
