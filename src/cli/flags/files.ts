import { Flags } from '@oclif/core';

const filename = {
  char: 'f',
  multiple: true,
  multipleNonGreedy: true,
  summary: 'file or folder of specs, or - for standard input; can be given several times',
  helpValue: '<path>',
  helpGroup: 'FILES',
} as const;

const inFolders = {
  recursive: Flags.boolean({
    char: 'R',
    summary: 'read folders inside of folders too, by default off',
    helpGroup: 'FILES',
  }),
};

/** Of verbs that read specs. */
export const filesFlags = {
  filename: Flags.string({ ...filename, required: true }),
  ...inFolders,
};

/** Of verbs that read something else too. */
export const optionalFilesFlags = { filename: Flags.string(filename), ...inFolders };
