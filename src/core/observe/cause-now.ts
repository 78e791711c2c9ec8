import type { Manifest } from '../manifest.ts';
import { causes } from './causes.ts';
import type { Cause } from './finding.ts';
import type { DeploymentObject } from './objects.ts';
import { emptyObservation, type Observation, reduce } from './reduce.ts';
import { standingFindings, verdictOf } from './verdict.ts';

/** What stands in the way of a release at the moment at which it was read. */
export interface Hindrance {
  readonly cause: Cause;
  /** Waiting is not expected to help. */
  readonly isLasting: boolean;
}

/**
 * The cause that one look at a release shows, nothing when it is as wanted. There is no second
 * look to measure a grace by, so what would be believed after one is told at once.
 */
export function causeNow(
  deployment: DeploymentObject & Manifest,
  pods: readonly Manifest[],
): Hindrance | undefined {
  const seen = [deployment, ...pods].reduce<Observation>(
    (all, object) => reduce(all, { kind: 'present', object }, 0),
    emptyObservation,
  );
  const { uid, generation = 0 } = deployment.metadata;
  const awaited = { uid, generation };
  const verdict = verdictOf(seen, awaited, Number.MAX_SAFE_INTEGER);
  if (verdict.kind === 'ready') return undefined;
  if (verdict.kind === 'failed') return { cause: verdict.finding.cause, isLasting: true };
  const [finding] = standingFindings(seen, awaited);
  if (finding === undefined) return undefined;
  const { cause } = finding;
  return { cause, isLasting: causes[cause.code].graceMilliseconds < Number.POSITIVE_INFINITY };
}
