const units: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
};

/**
 * Reads a duration the way Go and kubectl spell it, as milliseconds; nothing when it is none. A
 * bare number is none, because nobody can know its unit; only 0 needs no unit.
 * @example parseDuration('1h30m') // 5400000
 * @example parseDuration('90') // undefined
 */
export function parseDuration(text: string): number | undefined {
  if (text === '0') return 0;
  if (!/^(\d+(\.\d+)?(h|ms|m|s))+$/.test(text)) return undefined;
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g);
  const sum = [...parts].reduce(
    (all, [, number, unit = '']) => all + Number(number) * (units[unit] ?? 0),
    0,
  );
  return Math.round(sum);
}
