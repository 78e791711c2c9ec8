import { Flags } from '@oclif/core';

/** Of verbs that read specs. */
export const filesFlags = {
  filename: Flags.string({
    char: 'f',
    multiple: true,
    multipleNonGreedy: true,
    required: true,
    summary: 'file or folder of specs, or - for standard input; can be given several times',
    helpValue: '<path>',
    helpGroup: 'FILES',
  }),
  recursive: Flags.boolean({
    char: 'R',
    summary: 'read folders inside of folders too, by default off',
    helpGroup: 'FILES',
  }),
};
