import { nearNames } from '../text/near-names.ts';
import type { CatalogEntry } from './catalog-entry.ts';

/** The models that have every word of the text somewhere in what is known of them. */
export function searchModels(
  text: string,
  entries: readonly CatalogEntry[],
): readonly CatalogEntry[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter((entry) => {
    const known = factsOf(entry);
    return words.every((word) => known.includes(word));
  });
}

function factsOf({ id, aliases = [], title, repo, license = '', ...more }: CatalogEntry): string {
  const { capabilities = [], modalities = [] } = more;
  return [id, ...aliases, title, repo, license, ...capabilities, ...modalities]
    .join(' ')
    .toLowerCase();
}

/** Up to three ids that somebody may have meant. */
export function nearModels(typed: string, entries: readonly CatalogEntry[]): readonly string[] {
  const byName = new Map(
    entries.flatMap(({ id, aliases = [] }) => [id, ...aliases].map((name) => [name, id] as const)),
  );
  const near = nearNames(typed.toLowerCase(), [...byName.keys()]);
  return [...new Set(near.flatMap((name) => byName.get(name) ?? []))];
}
