/**
 * The least whole number from `from` to `to`, both included, for which something holds; what holds
 * for a number must hold for all after it.
 */
export function leastWhere(
  from: number,
  to: number,
  holds: (value: number) => boolean,
): number | undefined {
  if (from > to || !holds(to)) return undefined;
  let [low, high] = [from, to];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The greatest such number, where what holds for a number holds for all before it. */
export function greatestWhere(
  from: number,
  to: number,
  holds: (value: number) => boolean,
): number | undefined {
  const least = leastWhere(-to, -from, (value) => holds(-value));
  return least === undefined ? undefined : -least;
}
