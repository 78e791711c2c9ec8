import type { HeadProblemKind } from '../source/gguf-head.ts';

/** What can be wrong with a GGUF file; these words are stable. */
export type GgufProblemKind =
  | HeadProblemKind
  /** A version that is not read. */
  | 'version'
  /** The file ends inside of its header. */
  | 'truncated'
  | 'header-too-large'
  /** A number of things that no file has. */
  | 'count'
  | 'key'
  | 'duplicate-key'
  | 'value-type'
  | 'bool'
  | 'array-depth'
  | 'alignment'
  | 'tensor-name'
  | 'duplicate-tensor'
  | 'tensor-dims'
  /** More bytes than can be counted, or rows that blocks do not divide. */
  | 'tensor-size'
  /** A tensor that begins off the alignment, or beyond what can be counted. */
  | 'tensor-offset'
  | 'tensor-overlap'
  | 'tensor-beyond-file'
  | 'shard-missing'
  | 'shard-mixed'
  | 'shard-tensors';

export interface GgufProblem {
  readonly kind: GgufProblemKind;
  /** To stand after `Cannot ...: `. */
  readonly fact: string;
  /** Where in the file it was seen, in bytes. */
  readonly offset: number;
}

/** Why reading cannot go on; it never leaves this room. */
export class HeaderProblem extends Error {
  readonly problem: GgufProblem;

  constructor(problem: GgufProblem) {
    super(problem.fact);
    this.problem = problem;
  }
}

/** What a `HeaderProblem` is about; anything else is a bug and is thrown again. */
export function problemOf(thrown: unknown): GgufProblem {
  if (thrown instanceof HeaderProblem) return thrown.problem;
  throw thrown;
}
