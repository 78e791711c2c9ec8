import { Flags } from '@oclif/core';
import type { ClusterProfile } from '../../core/profile/cluster-profile.ts';

/** Of verbs that make what a cluster has decide. */
export const profileFlags = {
  for: Flags.string({
    summary: 'what a cluster has, as a file of `cluster snapshot`, by default unknown',
    helpValue: '<file>',
    exclusive: ['local'],
    helpGroup: 'TARGET',
  }),
};

/** The profile of `--for`; the reader of documents loads only where there is one. */
export async function readProfileFlag(
  file: string | undefined,
): Promise<ClusterProfile | undefined> {
  if (file === undefined) return undefined;
  const { readProfile } = await import('../read-profile.ts');
  return await readProfile(file);
}
