import type { TargetAddress } from '../core/target.ts';

/** The flag that makes another command mean the same target. */
export function targetFlag({ kind, namespace }: TargetAddress): string {
  return kind === 'machine' ? '--local' : `-n ${namespace}`;
}

/** What a target is called in a sentence. */
export function targetName({ kind, namespace }: TargetAddress): string {
  return kind === 'machine' ? 'this machine' : `namespace \`${namespace}\``;
}

/** A suggestion of kubectl, which has nothing to say about a machine. */
export function kubectlHint({ kind, namespace }: TargetAddress, words: string): readonly string[] {
  return kind === 'machine' ? [] : [`kubectl -n ${namespace} ${words}`];
}
