import { Flags } from '@oclif/core';

export const outputFlags = {
  output: Flags.option({
    char: 'o',
    options: ['json'] as const,
    summary: 'machine form, by default text for people',
    helpGroup: 'OUTPUT',
  })(),
};
