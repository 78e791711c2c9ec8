import { causes, limitsOf } from './causes.ts';
import { currentPods } from './current-pods.ts';
import type { Finding } from './finding.ts';
import { conditionOf, type DeploymentObject } from './objects.ts';
import { type PodPhaseName, podPhase } from './pod-phase.ts';
import { lasted, type Observation } from './reduce.ts';
import { defaultTolerance, type Tolerance } from './tolerance.ts';

/** What a rollout has come to. */
export type Verdict =
  | { readonly kind: 'pending' }
  | { readonly kind: 'ready'; readonly replicas: number }
  | { readonly kind: 'failed'; readonly finding: Finding }
  /** The Deployment that was watched is not there any more, or is a different one. */
  | { readonly kind: 'gone' }
  /** The Deployment cannot be watched, so nothing will ever be known. */
  | { readonly kind: 'unseen'; readonly why: string };

export interface Awaited {
  /** The Deployment that was applied. */
  readonly uid: string | undefined;
  /** Status of an older generation speaks of another rollout and is not believed. */
  readonly generation: number;
  /** `lastUpdateTime` of what the Deployment said of the rollout before this one. */
  readonly staleProgress?: string | undefined;
  /** What the rollout may suffer; the default when it is not given. */
  readonly tolerance?: Tolerance;
}

/** Judges what is known at `now`; the order of facts does not matter, only what they add up to. */
export function verdictOf(seen: Observation, awaited: Awaited, now: number): Verdict {
  const { deployment } = seen;
  const why = seen.missing.get('Deployment');
  if (why !== undefined) return { kind: 'unseen', why };
  if (deployment === undefined) {
    return seen.synced.has('Deployment') ? { kind: 'gone' } : { kind: 'pending' };
  }
  if (awaited.uid !== undefined && deployment.metadata.uid !== awaited.uid) return { kind: 'gone' };
  if (isStale(deployment, awaited)) return { kind: 'pending' };
  if (isAvailable(deployment)) {
    return { kind: 'ready', replicas: deployment.status?.availableReplicas ?? 0 };
  }
  const finding = doom(seen, awaited, now);
  return finding === undefined ? { kind: 'pending' } : { kind: 'failed', finding };
}

/** Every wanted pod is of the newest template and available. */
export function isAvailable(deployment: DeploymentObject): boolean {
  const wanted = deployment.spec?.replicas ?? 1;
  const { updatedReplicas = 0, availableReplicas = 0 } = deployment.status ?? {};
  const { replicas = updatedReplicas } = deployment.status ?? {};
  return (
    updatedReplicas === wanted &&
    // Beside a new pod that is not available there may be an old one that is.
    replicas === updatedReplicas &&
    availableReplicas >= wanted &&
    conditionOf(deployment, 'Available')?.status === 'True'
  );
}

/** What is wrong with the rollout that is awaited, and not with the one before it. */
export function standingFindings(seen: Observation, awaited: Awaited): readonly Finding[] {
  const { deployment, findings } = seen;
  if (deployment === undefined || isStale(deployment, awaited)) return [];
  const isLate = isDeadlineBelieved(seen, awaited);
  return findings.filter(({ cause }) => cause.code !== 'DeadlineExceeded' || isLate);
}

/** Those of them that are worth saying: some are normal for a moment. */
export function tellableFindings(
  seen: Observation,
  awaited: Awaited,
  now: number,
): readonly Finding[] {
  return standingFindings(seen, awaited).filter(
    (finding) => lasted(seen, finding, now) >= (causes[finding.cause.code].quietMilliseconds ?? 0),
  );
}

/** In how many milliseconds a finding ends the command if it only lasts; nothing when it is counted. */
export function endsIn(
  seen: Observation,
  finding: Finding,
  { tolerance, now }: { readonly tolerance: Tolerance; readonly now: number },
): number | undefined {
  const { graceMilliseconds, attempts } = limitsOf(finding.cause.code, tolerance);
  if (graceMilliseconds === Number.POSITIVE_INFINITY || finding.attempts < attempts)
    return undefined;
  return Math.max(0, graceMilliseconds - lasted(seen, finding, now));
}

function isStale({ status }: DeploymentObject, { generation }: Awaited): boolean {
  return (status?.observedGeneration ?? 0) < generation;
}

// One pod in trouble may be bad luck; all of them are a cause.
function doom(seen: Observation, awaited: Awaited, now: number): Finding | undefined {
  const { tolerance = defaultTolerance } = awaited;
  const doomed = standingFindings(seen, awaited).filter(
    (finding) => endsIn(seen, finding, { tolerance, now }) === 0,
  );
  const alone = doomed.find(({ cause }) => causes[cause.code].scope === 'release');
  if (alone !== undefined) return alone;
  const first = currentPods(seen).map(({ metadata }) =>
    doomed.find(({ pod }) => pod === (metadata.uid ?? metadata.name)),
  );
  return first.every((finding) => finding !== undefined) ? first[0] : undefined;
}

// A deadline that passed while a pod still gets somewhere is the deadline's fault.
function isDeadlineBelieved(seen: Observation, { staleProgress }: Awaited): boolean {
  const { deployment } = seen;
  const progress = deployment && conditionOf(deployment, 'Progressing');
  if (staleProgress !== undefined && progress?.lastUpdateTime === staleProgress) return false;
  return !currentPods(seen).some((pod) => progressing.has(podPhase(pod).phase));
}

const progressing: ReadonlySet<PodPhaseName> = new Set([
  'Queued',
  'Scheduling',
  'Preparing',
  'Downloading',
  'Loading',
  'Warming',
]);
