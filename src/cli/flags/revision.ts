import { Flags } from '@oclif/core';

/** Of verbs that can mean an earlier state of a release. */
export const revisionFlags = {
  revision: Flags.integer({
    min: 1,
    summary: 'revision that is meant, and no newer one, by default the newest',
    helpGroup: 'RELEASE',
    helpValue: '<number>',
  }),
};
