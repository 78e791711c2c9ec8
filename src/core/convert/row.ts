import type { FieldPath } from '../document/problem.ts';
import type { Facts } from './facts.ts';

/** A sentence about a value, or none where it does not apply. */
export type Sentence = string | ((facts: Facts) => string | undefined);

/** One value of the converted document. */
export interface Part {
  /** Inside `spec`, or `metadata.name`. */
  readonly to: FieldPath;
  readonly value: unknown;
  /** Where it stood inside of the field of the row; by default that field itself. */
  readonly from?: FieldPath;
}

/** Why an item of a field cannot be said, or need not be. */
export interface Refusal {
  /** Inside of the field. */
  readonly at: FieldPath;
  readonly message: string;
}

/**
 * What becomes of one field of the operator. The first of these that applies decides: `same`,
 * `refuse`, `drop`, and then `to` or `parts`.
 */
export interface Row {
  /** The value that says what a document of ours means without a word. */
  readonly same?: unknown;
  /** Why it cannot be said, to be read after the name of the field; with what to do instead. */
  readonly refuse?: Sentence;
  /** The same of items inside of the field. */
  readonly refusals?: (facts: Facts) => readonly Refusal[];
  /** Why nothing is written for it: it had no effect, or what it asked for is always so. */
  readonly drop?: Sentence;
  /** Items inside of it of which nothing is written, and why, as of a field that is dropped. */
  readonly drops?: (facts: Facts) => readonly Refusal[];
  /** The one field that it becomes. */
  readonly to?: string;
  /** Its value there, by default unchanged; nothing is written for undefined. */
  readonly as?: (facts: Facts) => unknown;
  /** Several fields, or fields inside of one. */
  readonly parts?: (facts: Facts) => readonly Part[];
  /** What people must know although it is written. */
  readonly note?: Sentence;
}

/** Rows by the path of the field inside `spec`. */
export type Rows = Readonly<Record<string, Row>>;

export function tell(sentence: Sentence | undefined, facts: Facts): string | undefined {
  return typeof sentence === 'function' ? sentence(facts) : sentence;
}
