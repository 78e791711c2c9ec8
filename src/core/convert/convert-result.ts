/** What `convert` made of the operator's documents. */
export interface ConvertResult {
  /** One for each release; documents that were of this program already are among them, as they are. */
  readonly documents: readonly object[];
  /** Every field that is dropped, or that is not what it was. */
  readonly notes: readonly {
    /** The file that it stands in. */
    readonly file: string;
    /** Counted from 1. */
    readonly line: number;
    /** Counted from 1. */
    readonly column: number;
    /** The operator's field, as `spec.contextSize`. */
    readonly path: string;
    /** One sentence, to be read after the path. */
    readonly message: string;
  }[];
}
