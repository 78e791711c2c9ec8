import data from './catalog.json' with { type: 'json' };
import type { CatalogEntry } from './catalog-entry.ts';

/** The models that llmkube knows; a test reads the file by the schema. */
export const catalog = data.models as readonly CatalogEntry[];
