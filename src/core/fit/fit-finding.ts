/** Why an engine would not start so, or not as asked: what must change. */
export type FitErrorCode =
  | 'model-not-servable'
  | 'kv-type-needs-fa'
  | 'kv-type-block'
  | 'mla-kv-types-differ'
  | 'rope-dimension'
  | 'slots-too-many'
  | 'split-mode-unsupported'
  | 'device-unknown';

/** What the numbers do not cover, or what wastes memory or time. */
export type FitWarningCode =
  | 'architecture-unknown'
  | 'kv-upper-bound-unknown'
  | 'metadata-missing'
  | 'window-pattern-missing'
  | 'compute-approximate'
  | 'split-mode-approximate'
  | 'ctx-above-train'
  | 'ctx-left-to-engine'
  | 'kv-type-off-gpu'
  | 'fa-unavailable'
  | 'moe-split-skew'
  | 'fit-disabled-by-flags'
  | 'cache-ram-vs-limit'
  | 'gpus-unequal'
  | 'cache-replicated'
  | 'state-not-counted'
  | 'overhead-decides'
  | 'encoder-not-counted'
  | 'files-missing'
  | 'config-missing';

/** One thing to know about an estimate; codes are stable, texts are not. */
export interface FitFinding<Code extends FitErrorCode | FitWarningCode> {
  readonly code: Code;
  /** A sentence without its full stop. */
  readonly message: string;
}

export type FitError = FitFinding<FitErrorCode>;
export type FitWarning = FitFinding<FitWarningCode>;
