import type { CatalogEntry } from './catalog-entry.ts';

/** What `catalog list` and `catalog search` print. */
export interface CatalogResult {
  readonly models: readonly CatalogEntry[];
}

/** What `catalog show` prints. */
export interface CatalogModelResult {
  readonly model: CatalogEntry;
}
