import type { DeployResult } from '../results.ts';
import type { TargetAddress } from '../target.ts';

/** What `apply` came to: what `deploy` would say of each release, in the order of the files. */
export interface ApplyResult {
  readonly type: 'result';
  readonly target: TargetAddress;
  readonly releases: readonly Pick<
    DeployResult,
    'release' | 'revision' | 'changes' | 'dryRun' | 'phase' | 'proof' | 'endpoint'
  >[];
}
