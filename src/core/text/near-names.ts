/**
 * Up to three of the known names that somebody may have meant, the nearest first.
 * @example nearNames('qwne', ['qwen', 'llama']) // ['qwen']
 */
export function nearNames(typed: string, known: readonly string[]): readonly string[] {
  const most = Math.max(2, Math.floor(typed.length / 3));
  return known
    .map((name) => ({ name, distance: distanceOf(typed, name) }))
    .filter(({ distance }) => distance <= most)
    .toSorted((one, other) => one.distance - other.distance)
    .slice(0, 3)
    .map(({ name }) => name);
}

// A name that goes on where the typed one ends, or the other way round, is near however long.
function distanceOf(one: string, other: string): number {
  if (one === other) return 0;
  if (one.length > 2 && other.length > 2 && (one.startsWith(other) || other.startsWith(one))) {
    return 1;
  }
  const letters = [...one];
  const others = [...other];
  let before = Array.from({ length: others.length + 1 }, (_, index) => index);
  // By index: whole files of misspelt fields come here.
  for (let row = 0; row < letters.length; row += 1) {
    const current = [row + 1];
    for (let column = 0; column < others.length; column += 1) {
      const replaced = (before[column] ?? 0) + (letters[row] === others[column] ? 0 : 1);
      const moved = Math.min(before[column + 1] ?? 0, current[column] ?? 0) + 1;
      current.push(Math.min(replaced, moved));
    }
    before = current;
  }
  return before.at(-1) ?? 0;
}
