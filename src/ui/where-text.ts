import type { TargetAddress } from '../core/target.ts';

/** Where a release is, in the middle of a sentence. */
export function whereText({ kind, namespace }: TargetAddress): string {
  return kind === 'machine' ? 'on this machine' : `in namespace ${namespace}`;
}
