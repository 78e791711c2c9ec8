import type { License } from './license.ts';
import type { StatedLicense } from './stated-license.ts';

/** Ids that say no more than that the name tells. */
const sayNothing: ReadonlySet<string> = new Set(['other', 'unknown', 'unlicensed', '']);

/**
 * The license that is meant, where one that is known has exactly that id or name. Nothing is
 * guessed: a name that only looks like another one is another license.
 */
export function findLicense(stated: StatedLicense, known: readonly License[]): License | undefined {
  const wanted = keyOf(stated);
  return known.find(({ id, spdx = id, aliases = [], name }) =>
    [id, spdx, name, ...aliases].some((one) => fold(one) === wanted),
  );
}

/** What tells a stated license from another one; empty where nothing does. */
export function keyOf({ id = '', name = '' }: StatedLicense): string {
  const folded = fold(id);
  return sayNothing.has(folded) ? fold(name) : folded;
}

function fold(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '-');
}
