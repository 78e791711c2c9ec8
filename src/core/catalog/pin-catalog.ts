import type { CatalogEntry } from './catalog-entry.ts';
import type { CatalogCheck } from './verify-result.ts';

/**
 * The models whose usual file is verified, with the verified files alone and with what the hub told
 * of them, so that no deploy takes any other file.
 */
export function pinCatalog(
  entries: readonly CatalogEntry[],
  checks: readonly CatalogCheck[],
): readonly CatalogEntry[] {
  const taken = new Set<string>();
  return entries.flatMap((entry) => {
    const files = entry.files.flatMap((file) => {
      const check = checks.find((one) => one.model === entry.id && one.file === file.file);
      if (check?.outcome !== 'verified') return [];
      const { bytes, sha256 } = check;
      return [
        {
          ...file,
          ...(bytes === undefined ? {} : { bytes }),
          ...(sha256 === undefined ? {} : { sha256 }),
        },
      ];
    });
    const isWhole = files.some(({ name }) => name === entry.usual);
    if (!isWhole || taken.has(entry.id)) return [];
    // A catalog has each name once, and of several the first counts.
    const aliases = (entry.aliases ?? []).filter((name) => !taken.has(name));
    for (const name of [entry.id, ...aliases]) taken.add(name);
    return [{ ...entry, ...(entry.aliases === undefined ? {} : { aliases }), files }];
  });
}
