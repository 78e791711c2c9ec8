import type { CatalogSettings } from '../core/catalog/catalog-settings.ts';

/** Recommended settings on one line, in the words of a spec. */
export function settingsText({ sampling }: CatalogSettings): string {
  return Object.entries(sampling)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}
