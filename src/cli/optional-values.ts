/** Flags whose value may be left out, and what it is then. */
const valuesLeftOut: ReadonlyMap<string, string> = new Map([['--fail-on-unschedulable', '0s']]);

/**
 * Gives flags whose value was left out the one that is meant, because oclif knows no optional
 * values. Such a flag never takes the next word as its value. Words after `--` are not ours.
 */
export function withOptionalValues(args: readonly string[]): readonly string[] {
  const end = args.indexOf('--');
  return args.map((word, index) => {
    const value = end < 0 || index < end ? valuesLeftOut.get(word) : undefined;
    return value === undefined ? word : `${word}=${value}`;
  });
}
