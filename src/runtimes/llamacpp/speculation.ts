import type { EngineRule } from '../../core/intent/runtime-schema.ts';
import type { Resolved } from '../../core/resolve/resolved.ts';
import { saidTwiceRules } from '../said-twice.ts';
import { nameOfArgument } from './arguments.ts';

type Speculative = NonNullable<Resolved['speculative']>;

interface Guessing {
  /** How many tokens it guesses at a time where nobody says so. */
  readonly tokens: number;
  /** What says how many; absent where the engine does not let itself be told. */
  readonly flag?: string;
}

/** How n-grams guess, by method (`llama-server --help`, llama.cpp build 11669). */
const ngrams: Readonly<Partial<Record<Speculative['method'], Guessing>>> = {
  'ngram-simple': { tokens: 48, flag: '--spec-ngram-simple-size-m' },
  'ngram-map-k': { tokens: 48, flag: '--spec-ngram-map-k-size-m' },
  'ngram-map-k4v': { tokens: 48, flag: '--spec-ngram-map-k4v-size-m' },
  'ngram-mod': { tokens: 64, flag: '--spec-ngram-mod-n-max' },
  'ngram-cache': { tokens: 8 },
};

/** How a model does, a second one or layers of its own. */
const byModel: Guessing = { tokens: 3, flag: '--spec-draft-n-max' };

const howOf = (method: Speculative['method']) => ngrams[method] ?? byModel;
const field = ['serving', 'speculative'];

/** Flags that say how many tokens are guessed at a time, each of some methods. */
export const guessFlags: readonly string[] = [byModel, ...Object.values(ngrams)].flatMap(
  ({ flag }) => (flag === undefined ? [] : [flag]),
);

/** Refuses what a method cannot be told, and what an argument says already. */
export const speculationRules: readonly EngineRule[] = [
  ...saidTwiceRules(
    guessFlags.map((word) => ({
      path: 'serving.speculative.tokens',
      word,
      // That of another method says nothing.
      isSaid: (args, { serving: { speculative } }) =>
        speculative !== undefined &&
        howOf(speculative.method).flag === word &&
        args.some((arg) => nameOfArgument(arg) === word),
    })),
  ),
  {
    path: [...field, 'tokens'],
    message: `has no effect: llama-server guesses ${ngrams['ngram-cache']?.tokens} at a time with \`ngram-cache\``,
    breaks: ({ serving: { speculative } }) =>
      speculative?.tokens !== undefined && howOf(speculative.method).flag === undefined,
  },
  {
    path: [...field, 'minProbability'],
    message: 'has no effect: n-grams do not say how likely a guess is',
    breaks: ({ serving: { speculative } }) =>
      speculative?.minProbability !== undefined && ngrams[speculative.method] !== undefined,
  },
];

/** What the engine is told of how it guesses. */
export function speculation({ speculative }: Pick<Resolved, 'speculative'>): string[] {
  if (speculative === undefined) return [];
  const { method, tokens, minProbability } = speculative;
  return [
    '--spec-type',
    method,
    ...(tokens === undefined ? [] : tokenWords(method, tokens)),
    ...(minProbability === undefined ? [] : ['--spec-draft-p-min', String(minProbability)]),
  ];
}

/** How many tokens it guesses at a time, at most: it keeps room for so many. */
export function guessedTokens({ method, tokens }: Speculative): number {
  const own = howOf(method);
  return own.flag === undefined ? own.tokens : (tokens ?? own.tokens);
}

function tokenWords(method: Speculative['method'], tokens: number): string[] {
  const { flag } = howOf(method);
  return flag === undefined ? [] : [flag, String(tokens)];
}
