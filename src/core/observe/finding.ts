import type { CauseCode } from './cause-codes.ts';

/** Why a release cannot become ready, for people and for machines. */
export interface Cause {
  readonly code: CauseCode;
  /** In words, to stand after a colon. */
  readonly message: string;
  readonly pod?: string;
  readonly container?: string;
  /** The other object that it is about, such as a Secret or a claim. */
  readonly object?: string;
}

/** One thing that is wrong now, whether it is believed yet or not. */
export interface Finding {
  readonly cause: Cause;
  /** The uid of the pod that suffers, or nothing when the release does. */
  readonly pod: string | undefined;
  /** How often it has happened, as far as that is known. */
  readonly attempts: number;
  /** The last lines of what a container wrote before it ended. */
  readonly lastLines?: readonly string[];
}

/** What stays the same while a finding lasts; its words and counts may change. */
export function keyOf({ cause, pod = '' }: Finding): string {
  return [pod, cause.container ?? '', cause.code].join('/');
}
