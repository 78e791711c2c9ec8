import type { Runtime } from '../runtime.ts';

type Told = Pick<Runtime, 'name' | 'fieldWords' | 'fieldDefaults'>;

/** What is so by default for all of some runtimes, and what for those that differ. */
export function defaultAmong(
  runtimes: readonly Told[],
  path: string,
  shared: string | undefined,
): string | undefined {
  const textOf = ({ fieldDefaults }: Told) => fieldDefaults?.[path];
  const texts = [...new Set(runtimes.flatMap((one) => textOf(one) ?? []))];
  const isShared = runtimes.some(
    (one) => textOf(one) === undefined && Object.hasOwn(one.fieldWords, path),
  );
  const [first] = texts;
  if (first === undefined) return shared;
  // Nobody is left for whom it would be what all share.
  if (texts.length === 1 && !isShared) return first;
  return [
    ...(shared === undefined || !isShared ? [] : [shared]),
    ...texts.map((text) => {
      const those = runtimes.filter((one) => textOf(one) === text);
      return `with ${namesOf(those)} ${text}`;
    }),
  ].join('; ');
}

function namesOf(runtimes: readonly Told[]): string {
  return runtimes
    .map(({ name }) => name)
    .join(', ')
    .replace(/, (?=[^,]*$)/, ' and ');
}
