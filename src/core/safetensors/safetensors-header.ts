import type { HeadProblemKind } from '../source/gguf-head.ts';

/** What a header of safetensors says of a tensor. */
export interface SafeTensor {
  readonly name: string;
  /** Such as `BF16`, see `safetensorsBits`; one that is not known there is kept as it is. */
  readonly type: string;
  /** Elements of each dimension, the slowest one first. */
  readonly shape: readonly number[];
  readonly bytes: number;
}

/** The header of one file of safetensors. */
export interface SafetensorsHeader {
  readonly tensors: readonly SafeTensor[];
  /** Texts by name that the makers of the file wrote into it, such as `format`. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Of the header with the eight bytes before it: where the data begin. */
  readonly headerBytes: number;
  /** Of all tensors together. */
  readonly dataBytes: number;
}

/** What can be wrong with a file of safetensors; these words are stable. */
export type SafetensorsProblemKind =
  | HeadProblemKind
  | 'truncated'
  | 'header-too-large'
  | 'gguf'
  | 'not-safetensors'
  | 'not-json'
  | 'metadata'
  | 'tensor-form'
  | 'tensor-size'
  | 'tensor-overlap'
  | 'tensor-gap'
  | 'file-size';

export interface SafetensorsProblem {
  readonly kind: SafetensorsProblemKind;
  /** To stand after `Cannot ...: `. */
  readonly fact: string;
}

export type SafetensorsOutcome =
  | { readonly kind: 'read'; readonly header: SafetensorsHeader }
  | { readonly kind: 'problem'; readonly problem: SafetensorsProblem };
