import type { GgufProblem } from './gguf-problem.ts';
import type { KeptValue } from './metadata.ts';

/** What a header says of a tensor. */
export interface TensorInfo {
  readonly name: string;
  /** Elements of each dimension, the fastest one first. */
  readonly dims: readonly number[];
  /** Its number in a file, see `tensorTypes`. */
  readonly type: number;
  /** From the start of the data of its file, in bytes. */
  readonly offset: number;
}

export interface GgufTensor extends TensorInfo {
  readonly bytes: number;
  /**
   * Tensors of an unknown type have at most the bytes up to the next one. Of the last tensor that
   * is unknown, and 0 stands there, until the size of the file is known.
   */
  readonly bytesAre: 'exact' | 'at-most' | 'unknown';
}

/** A model as its headers describe it, in one file or in several. */
export interface GgufModel {
  /** Texts, numbers, switches and small arrays of numbers or switches. */
  readonly metadata: ReadonlyMap<string, KeptValue>;
  /** Items of the arrays that were not kept, such as `tokenizer.ggml.tokens`. */
  readonly counts: ReadonlyMap<string, number>;
  /** Bytes of the texts that were too long to be kept. */
  readonly cutTexts: ReadonlyMap<string, number>;
  readonly tensors: readonly GgufTensor[];
}

/** The whole header of one GGUF file. */
export interface GgufHeader extends GgufModel {
  readonly version: number;
  readonly byteOrder: 'little' | 'big';
  /** In bytes: where the data and each tensor begin is a multiple of it. */
  readonly alignment: number;
  /** Without what fills it up to the alignment. */
  readonly headerBytes: number;
  /** Where the data begin, in bytes. */
  readonly dataOffset: number;
}

export type HeaderOutcome =
  | { readonly kind: 'read'; readonly header: GgufHeader }
  | { readonly kind: 'problem'; readonly problem: GgufProblem };
