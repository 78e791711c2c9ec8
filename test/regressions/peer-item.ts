import type { PartialIntent } from '../../src/core/intent/merge-intent.ts';

/** A fault that the operator had once, and what is promised in its place here. */
export interface PeerItem {
  /** Its number in the list of the research, and the operator's issue where there is one. */
  readonly id: string;
  readonly promise: string;
  readonly shown: Shown;
}

export type Shown =
  /** An intent, laid over the plain one, is rendered to what is given by paths. */
  | {
      readonly given: PartialIntent;
      /** By the path from the kind of the object on; undefined for what must not be there. */
      readonly holds?: Readonly<Record<string, unknown>>;
      /** Words of the engine that stand in this order. */
      readonly args?: readonly string[];
      readonly lacks?: readonly string[];
      /** What all words together are like. */
      readonly words?: RegExp;
    }
  /** It is refused with words that hold these. */
  | { readonly given: PartialIntent; readonly refused: string }
  /** A test of this tree: its file, and a part of its title. */
  | { readonly file: string; readonly title: string }
  /** It cannot happen here, or is done otherwise, for a reason. */
  | { readonly differs: string };
