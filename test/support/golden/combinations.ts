import { mergeIntent } from '../../../src/core/intent/merge-intent.ts';
import { intentSchema } from '../../../src/core/intent/schema.ts';
import { runtimes } from '../../../src/runtimes/runtimes.ts';
import { factors } from './factors.ts';

/** One value of each factor that the program takes together. */
export interface Combination {
  /** In the order of the factors. */
  readonly values: readonly string[];
  readonly intent: Readonly<Record<string, unknown>>;
}

/** Every combination that is no contradiction: which ones are, the schema alone says. */
export function validCombinations(): readonly Combination[] {
  const schema = intentSchema(runtimes);
  const model = { id: 'qwen' };
  let found: readonly Combination[] = [{ values: [], intent: { model } }];
  for (const factor of factors) {
    found = found.flatMap(({ values, intent }) =>
      Object.entries(factor).map(([name, part]) => ({
        values: [...values, name],
        intent: mergeIntent(intent, part),
      })),
    );
  }
  return found.filter(({ intent }) => schema.safeParse(intent).success);
}

/** Its pairs of values, each with the places of both factors. */
export function pairsOf(values: readonly string[]): readonly string[] {
  return values.flatMap((one, at) =>
    values.slice(at + 1).map((other, behind) => `${at}:${one} ${at + 1 + behind}:${other}`),
  );
}

/**
 * So many of the combinations that each pair of values is in one of them, the kept ones among them.
 * Each time the one that has most new pairs is taken; libraries that do this judge parts of a
 * combination, and the schema judges whole ones.
 */
export function pairwise(
  combinations: readonly Combination[],
  isKept: (combination: Combination) => boolean,
): readonly Combination[] {
  const taken = combinations.filter(isKept);
  const open = new Set(combinations.flatMap(({ values }) => pairsOf(values)));
  for (const pair of taken.flatMap(({ values }) => pairsOf(values))) open.delete(pair);
  const gain = ({ values }: Combination) => pairsOf(values).filter((pair) => open.has(pair)).length;
  while (open.size > 0) {
    const best = combinations.reduce((one, other) => (gain(other) > gain(one) ? other : one));
    for (const pair of pairsOf(best.values)) open.delete(pair);
    taken.push(best);
  }
  return taken;
}

/** The folder of its golden, and the release in it. */
export function nameOf({ values }: Combination): string {
  return values.join('-');
}
