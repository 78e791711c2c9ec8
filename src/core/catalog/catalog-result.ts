import type { CatalogEntry } from './catalog-entry.ts';

/** What `catalog list`, `catalog search` and `catalog show` print: a catalog. */
export interface CatalogResult {
  /** In the order of the catalog. */
  readonly models: readonly CatalogEntry[];
  /** Words that somebody may have meant where a search finds nothing; each of them finds models. */
  readonly near?: readonly string[];
}
