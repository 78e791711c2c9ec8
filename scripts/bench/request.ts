import { parseArgs } from 'node:util';

/** What the words on the command line ask for. */
export interface BenchRequest {
  /** How often each side of a long benchmark runs; short ones run more often. */
  readonly runs: number;
  readonly output: 'text' | 'json';
  /** Those that were named, or all. */
  readonly names: readonly string[];
}

// The time of a deploy is steady only when its moments are spread over a whole second, see deploy.ts.
const usualRuns = 10;

/** Reads the words; undefined where they make no sense. */
export function parseRequest(
  words: readonly string[],
  known: readonly string[],
): BenchRequest | undefined {
  const parsed = parse(words);
  if (parsed === undefined) return undefined;
  const { values, positionals } = parsed;
  const runs = Number(values.runs ?? usualRuns);
  const output = values.output ?? 'text';
  const isKnown = positionals.every((name) => known.includes(name));
  if (!Number.isInteger(runs) || runs < 1 || !isKnown) return undefined;
  if (output !== 'text' && output !== 'json') return undefined;
  return { runs, output, names: positionals.length === 0 ? known : positionals };
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: { runs: { type: 'string' }, output: { type: 'string', short: 'o' } },
      allowPositionals: true,
    });
  } catch (error) {
    const isUsage = error instanceof TypeError && 'code' in error;
    if (isUsage && String(error.code).startsWith('ERR_PARSE_ARGS')) return undefined;
    throw error;
  }
}
