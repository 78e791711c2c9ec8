import { distance } from 'fastest-levenshtein';

/**
 * Up to three of the known names that somebody may have meant, the nearest first.
 * @example nearNames('qwne', ['qwen', 'llama']) // ['qwen']
 */
export function nearNames(typed: string, known: readonly string[]): readonly string[] {
  const most = Math.max(2, Math.floor(typed.length / 3));
  return known
    .map((name) => ({ name, letters: lettersApart(typed, name) }))
    .filter(({ letters }) => letters <= most)
    .toSorted((one, other) => one.letters - other.letters)
    .slice(0, 3)
    .map(({ name }) => name);
}

// A name that goes on where the typed one ends, or the other way round, is near however long.
function isLonger(one: string, other: string): boolean {
  if (one.length <= 2 || other.length <= 2) return false;
  return one.startsWith(other) || other.startsWith(one);
}

function lettersApart(one: string, other: string): number {
  if (one === other) return 0;
  return isLonger(one, other) ? 1 : distance(one, other);
}
