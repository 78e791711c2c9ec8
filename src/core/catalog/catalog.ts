import data from './catalog.json' with { type: 'json' };
import type { CatalogEntry } from './catalog-entry.ts';

/** The models that llmkube knows. */
export const catalog: readonly CatalogEntry[] = data.models;
