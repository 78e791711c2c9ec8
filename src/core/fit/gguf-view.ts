/** A tensor as the header of a GGUF file describes it. */
export interface TensorView {
  readonly name: string;
  /** Elements of each dimension, the row first. */
  readonly dims: readonly number[];
  /** The id of its type in ggml. */
  readonly type: number;
  readonly bytes: number;
}

/** What the header of a GGUF file says, of one file or of all shards of a model together. */
export interface GgufView {
  /** Scalars and the arrays that are small enough to keep. */
  readonly metadata: ReadonlyMap<string, unknown>;
  /** Lengths of arrays that are not kept, such as `tokenizer.ggml.tokens`. */
  readonly counts: ReadonlyMap<string, number>;
  readonly tensors: readonly TensorView[];
}
