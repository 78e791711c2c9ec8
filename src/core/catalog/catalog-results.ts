import type { CatalogEntry } from './catalog-entry.ts';

/** What `catalog list` and `catalog search` print. */
export interface CatalogResult {
  /** In the order of the catalog. */
  readonly models: readonly CatalogEntry[];
}

/** What `catalog show` prints. */
export interface CatalogModelResult {
  /** All that is known of it. */
  readonly model: CatalogEntry;
}
