/** What `catalog verify` prints: the catalog beside what the hub has. */
export interface CatalogVerifyResult {
  /** Who was asked. */
  readonly hub: string;
  /** One for each file, in the order of the catalog. */
  readonly checks: readonly CatalogCheck[];
  /** The error that the exit status belongs to: something is `changed` or `missing`. */
  readonly code?: 'CATALOG_OUTDATED';
  /** The catalog that was written, when there was something to write. */
  readonly written?: string;
}

/**
 * `verified`: the hub has it, and says nothing else than the catalog. `gated`: the same, and
 * somebody has to accept terms before it can be had. `unreachable`: nobody could tell.
 */
export type CheckOutcome = 'verified' | 'changed' | 'missing' | 'gated' | 'unreachable';

/** One file of a model. */
export interface CatalogCheck {
  /** Of the catalog. */
  readonly model: string;
  /** Of the hub: `ORG/REPO`. */
  readonly repository: string;
  /** Its place in the repository. */
  readonly file: string;
  /** What came of the look. */
  readonly outcome: CheckOutcome;
  /** What is told differently; empty unless it is `changed`. */
  readonly differences: readonly CatalogDifference[];
  /** Why it is not verified, where no difference says it. */
  readonly why?: string;
  /** Of the file, as the hub has it. */
  readonly bytes?: number;
  /** In hex, as the hub has it. */
  readonly sha256?: string;
  /** As the page of the model says it. */
  readonly license?: string;
}

export interface CatalogDifference {
  /** What it is about. */
  readonly field: 'bytes' | 'sha256' | 'license';
  /** As the catalog has it. */
  readonly catalog: string;
  /** As the hub has it. */
  readonly hub: string;
}
