import { nearNames } from '../text/near-names.ts';
import type { CatalogEntry } from './catalog-entry.ts';

/** The models that have every word of the text somewhere in what is known of them. */
export function searchModels(
  text: string,
  entries: readonly CatalogEntry[],
): readonly CatalogEntry[] {
  const words = wordsIn(text);
  return entries.filter((entry) => {
    const known = factsOf(entry);
    return words.every((word) => known.includes(word));
  });
}

function wordsIn(text: string): readonly string[] {
  return text.toLowerCase().split(/\s+/).filter(Boolean);
}

function factsOf({ id, aliases = [], title, repo, license = '', ...more }: CatalogEntry): string {
  const { capabilities = [], modalities = [] } = more;
  return [id, ...aliases, title, repo, license, ...capabilities, ...modalities]
    .join(' ')
    .toLowerCase();
}

/** Up to three texts that somebody may have meant who found nothing; each of them finds models. */
export function nearSearches(text: string, entries: readonly CatalogEntry[]): readonly string[] {
  const ids = nearModels(text.trim(), entries);
  const near = ids.length > 0 ? ids : correctedTexts(text, entries);
  return [...new Set(near)].filter((one) => searchModels(one, entries).length > 0).slice(0, 3);
}

// A word that stands nowhere is taken for those that are near to it, in their order.
function correctedTexts(text: string, entries: readonly CatalogEntry[]): readonly string[] {
  const facts = entries.map(factsOf);
  const known = [...new Set(facts.flatMap(wordsOf))];
  const choices = wordsIn(text).map((word) =>
    facts.some((one) => one.includes(word)) ? [word] : nearWords(word, known),
  );
  if (choices.length === 0 || choices.some((near) => near.length === 0)) return [];
  return [0, 1, 2].map((nth) => choices.map((near) => near[nth] ?? near[0]).join(' '));
}

// A short word is near to many by chance.
function nearWords(word: string, known: readonly string[]): readonly string[] {
  return nearNames(word, known).slice(0, word.length < 5 ? 1 : 3);
}

// Names go on with numbers: who types `qwn` means the `qwen` of `qwen3-8b`.
function wordsOf(facts: string): readonly string[] {
  const parts = facts.split(/[^a-z0-9.]+/).filter((part) => part.length > 2);
  return parts.flatMap((part) => [part.match(/^[a-z]{3,}/)?.[0] ?? part, part]);
}

/** Up to three ids that somebody may have meant. */
export function nearModels(typed: string, entries: readonly CatalogEntry[]): readonly string[] {
  const byName = new Map(
    entries.flatMap(({ id, aliases = [] }) => [id, ...aliases].map((name) => [name, id] as const)),
  );
  const near = nearNames(typed.toLowerCase(), [...byName.keys()]);
  return [...new Set(near.flatMap((name) => byName.get(name) ?? []))];
}
