import { Flags } from '@oclif/core';

const words = {
  char: 'o',
  summary: 'form of the output, by default text for people',
  helpGroup: 'OUTPUT',
} as const;

/** Of verbs that take long: events, then the result. */
export const outputFlags = {
  output: Flags.option({ ...words, options: ['json'] as const })(),
};

/** Of verbs that read and print one document. */
export const documentFlags = {
  output: Flags.option({ ...words, options: ['json', 'yaml'] as const })(),
};

/** Of verbs that print a table. */
export const tableFlags = {
  output: Flags.option({ ...words, options: ['wide', 'json', 'yaml', 'name'] as const })(),
};
