import { Flags } from '@oclif/core';

/** For every command that asks: the answer, given before. */
export const yesFlags = {
  yes: Flags.boolean({
    char: 'y',
    summary: 'do not ask before data or pods are lost, by default off',
    helpGroup: 'QUESTIONS',
  }),
};
