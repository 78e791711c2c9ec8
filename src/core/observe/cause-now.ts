import type { Manifest } from '../manifest.ts';
import type { Cause } from './failures.ts';
import type { DeploymentObject, PodObject } from './objects.ts';
import { type PodPhaseName, podPhase } from './pod-phase.ts';
import { currentPods, emptyObservation, type Observation, reduce } from './reduce.ts';
import { verdictOf } from './verdict.ts';

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
  const verdict = verdictOf(seen, { uid, generation }, Number.MAX_SAFE_INTEGER);
  if (verdict.kind === 'ready') return undefined;
  if (verdict.kind === 'failed') return { cause: verdict.cause, isLasting: true };
  return currentPods(seen).flatMap((pod) => hindranceOf(pod) ?? [])[0];
}

const lastingPhases: ReadonlySet<PodPhaseName> = new Set([
  'Rejected',
  'ImageError',
  'ConfigError',
  'Crashed',
]);

function hindranceOf(pod: PodObject): Hindrance | undefined {
  const { phase, reason } = podPhase(pod);
  const isLasting = lastingPhases.has(phase);
  if (!isLasting && phase !== 'Queued') return undefined;
  return { cause: { code: phase, message: reason, pod: pod.metadata.name }, isLasting };
}
