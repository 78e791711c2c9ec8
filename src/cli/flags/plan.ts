import { Flags } from '@oclif/core';

const helpGroup = 'ROLLOUT';

/** Of verbs that plan a release before they write it. */
export const planFlags = {
  'create-namespace': Flags.boolean({
    summary: 'make the namespace when it is missing, by default off',
    helpGroup,
  }),
  'dry-run': Flags.boolean({
    summary: 'show what would change and write nothing, by default off',
    helpGroup,
  }),
};

export interface PlanFlags {
  readonly 'create-namespace': boolean;
  readonly 'dry-run': boolean;
}

/** Reads the family. */
export function planOf(flags: PlanFlags) {
  return { createNamespace: flags['create-namespace'], dryRun: flags['dry-run'] };
}
