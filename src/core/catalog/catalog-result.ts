import type { CatalogEntry } from './catalog-entry.ts';

/** What `catalog list`, `catalog search` and `catalog show` print: a catalog. */
export interface CatalogResult {
  /** In the order of the catalog. */
  readonly models: readonly CatalogEntry[];
}
