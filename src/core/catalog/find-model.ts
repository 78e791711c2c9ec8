import type { CatalogEntry, CatalogFile } from './catalog-entry.ts';
import type { CatalogSettings } from './catalog-settings.ts';

/** A model of a catalog and the file of it that was asked for. */
export interface CatalogChoice {
  readonly entry: CatalogEntry;
  readonly file: CatalogFile;
  /** Those of the recommended settings that a release gets. */
  readonly settings?: CatalogSettings;
  /** Why it is that file, as a sentence says it after `because`. */
  readonly why: string;
}

/** What a word is in a catalog. */
export type CatalogAnswer =
  | ({ readonly kind: 'found' } & CatalogChoice)
  /** The model is known and has no such quantisation. */
  | { readonly kind: 'noFile'; readonly entry: CatalogEntry; readonly quantisation: string }
  | { readonly kind: 'unknown' };

/**
 * Looks for `ID` or `ID:QUANTISATION`, where an alias is as good as the id; upper and lower case
 * are the same. Of two entries that have the name the first counts.
 */
export function findModel(word: string, entries: readonly CatalogEntry[]): CatalogAnswer {
  const wanted = word.toLowerCase();
  const whole = entryOf(wanted, entries);
  if (whole !== undefined) return choose(whole, undefined);
  const colon = wanted.lastIndexOf(':');
  const entry = colon < 0 ? undefined : entryOf(wanted.slice(0, colon), entries);
  if (entry === undefined) return { kind: 'unknown' };
  return choose(entry, word.slice(colon + 1));
}

function entryOf(name: string, entries: readonly CatalogEntry[]): CatalogEntry | undefined {
  return entries.find(({ id, aliases = [] }) => id === name || aliases.includes(name));
}

function choose(entry: CatalogEntry, quantisation: string | undefined): CatalogAnswer {
  const name = quantisation ?? entry.usual;
  const file = entry.files.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (file === undefined) return { kind: 'noFile', entry, quantisation: name };
  return { kind: 'found', entry, file, why: whyOf(entry, quantisation) };
}

function whyOf({ files }: CatalogEntry, quantisation: string | undefined): string {
  if (quantisation !== undefined) return `${quantisation} was asked for`;
  return files.length === 1
    ? 'the catalog has no other file of it'
    : 'the catalog has it as the usual one';
}
