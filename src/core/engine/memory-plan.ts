import type { FitPlace } from '../fit/fit-result.ts';
import type { ResolvedFit } from '../resolve/resolved-fit.ts';
import type { ModelHead } from './model-head.ts';

/** What a memory plan is made from, beside the release itself. */
export interface MemoryQuestion {
  readonly model: ModelHead;
  /** Of the model that drafts for it; absent where there is none, or nobody could read it. */
  readonly draft?: ModelHead | undefined;
  /** Memory of each GPU of a pod, in bytes; absent where nobody knows. */
  readonly gpuBytes?: readonly number[] | undefined;
}

/** How a model lies in memory, or why it cannot. */
export type MemoryPlan =
  | {
      readonly kind: 'planned';
      readonly fit: ResolvedFit;
      /** Sentences without a full stop that say what was decided. */
      readonly because: readonly string[];
      /** What the numbers do not cover. */
      readonly warnings: readonly string[];
    }
  | {
      readonly kind: 'too large';
      /** Each with what it lacks. */
      readonly places: readonly FitPlace[];
      /** The most tokens of a conversation that would fit; 0 for none. */
      readonly largestContext: number;
      /** Where none surely does: the most that may, if the engine needs least. */
      readonly perhapsContext?: number;
    }
  /** No engine would start so, whatever memory there is. */
  | { readonly kind: 'refused'; readonly fact: string }
  /** Nobody can compute it. */
  | { readonly kind: 'unknown'; readonly why: string };
