import type { FieldPath } from './problem.ts';

/** What is wrong at an offset of a text. */
export interface Fault {
  readonly offset: number;
  /** Of the field it is in. */
  readonly path: FieldPath;
  readonly message: string;
  /** Where the same was said before. */
  readonly earlier?: number;
}
