import type { PartialIntent } from '../../../src/core/intent/merge-intent.ts';

/** What llama.cpp cannot be told of how it guesses ahead, by what is wrong. */
export const speculationRefusals: Readonly<Record<string, PartialIntent>> = {
  ...Object.fromEntries(
    (
      [
        ['draft-mtp', '--draft'],
        ['draft-mtp', '--draft-n'],
        ['draft-mtp', '--draft-max'],
        ['draft-mtp', '--spec-draft-n-max'],
        ['ngram-simple', '--spec-ngram-simple-size-m'],
        ['ngram-map-k', '--spec-ngram-map-k-size-m'],
        ['ngram-map-k4v', '--spec-ngram-map-k4v-size-m'],
        ['ngram-mod', '--spec-ngram-mod-n-max'],
      ] as const
    ).map(([method, word]) => [
      `guesses of ${method} by a field and by ${word}`,
      {
        serving: { speculative: { method, tokens: 4 } },
        runtime: { args: [word, '9'] },
      },
    ]),
  ),
  ...Object.fromEntries(
    ['--spec-draft-p-min', '--draft-p-min'].map((word) => [
      `how likely a guess is by a field and by ${word}`,
      {
        serving: { speculative: { method: 'draft-mtp', minProbability: 0.5 } },
        runtime: { args: [`${word}=0.1`] },
      },
    ]),
  ),
  'guesses of a number that the engine is not told': {
    serving: { speculative: { method: 'ngram-cache', tokens: 4 } },
  },
  'how likely a guess of n-grams is': {
    serving: { speculative: { method: 'ngram-simple', minProbability: 0.5 } },
  },
};
