import { type Cause, deploymentFailure, deploymentSymptom, podFailure } from './failures.ts';
import { conditionOf, type DeploymentObject } from './objects.ts';
import { type PodPhaseName, podPhase } from './pod-phase.ts';
import { currentPods, lasted, type Observation } from './reduce.ts';

/** What a rollout has come to. */
export type Verdict =
  | { readonly kind: 'pending' }
  | { readonly kind: 'ready'; readonly replicas: number }
  | { readonly kind: 'failed'; readonly cause: Cause }
  /** The Deployment that was watched is not there any more, or is a different one. */
  | { readonly kind: 'gone' }
  /** The Deployment cannot be watched, so nothing will ever be known. */
  | { readonly kind: 'unseen'; readonly why: string };

export interface Awaited {
  /** The Deployment that was applied. */
  readonly uid: string | undefined;
  /** Status of an older generation speaks of another rollout and is not believed. */
  readonly generation: number;
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
  if ((deployment.status?.observedGeneration ?? 0) < awaited.generation) return { kind: 'pending' };
  if (isAvailable(deployment)) {
    return { kind: 'ready', replicas: deployment.status?.availableReplicas ?? 0 };
  }
  const cause = condemned(seen, deployment, now) ?? doomedBy(seen, now);
  return cause === undefined ? { kind: 'pending' } : { kind: 'failed', cause };
}

/** Every wanted pod is of the newest template and available. */
export function isAvailable(deployment: DeploymentObject): boolean {
  const wanted = deployment.spec?.replicas ?? 1;
  const { updatedReplicas = 0, availableReplicas = 0 } = deployment.status ?? {};
  return (
    updatedReplicas === wanted &&
    availableReplicas >= wanted &&
    conditionOf(deployment, 'Available')?.status === 'True'
  );
}

// A deadline that passed while a pod still gets somewhere is the deadline's fault.
function condemned(
  seen: Observation,
  deployment: DeploymentObject,
  now: number,
): Cause | undefined {
  const code = deploymentSymptom(deployment)?.code;
  if (code === undefined) return undefined;
  const isLate = code === 'ProgressDeadlineExceeded';
  if (isLate && currentPods(seen).some((pod) => progressing.has(podPhase(pod).phase))) {
    return undefined;
  }
  return deploymentFailure(deployment, lasted(seen, { of: 'deployment', code, now }));
}

const progressing: ReadonlySet<PodPhaseName> = new Set([
  'Queued',
  'Scheduling',
  'Preparing',
  'Downloading',
  'Loading',
  'Warming',
]);

// One pod in trouble may be bad luck; all of them are a cause. Before the newest template has a
// pod, those that are seen are of an older one.
function doomedBy(seen: Observation, now: number): Cause | undefined {
  if ((seen.deployment?.status?.updatedReplicas ?? 0) < 1) return undefined;
  const causes = currentPods(seen).map((pod) => {
    const uid = pod.metadata.uid ?? pod.metadata.name;
    return podFailure(pod, (code) => lasted(seen, { of: uid, code, now }));
  });
  const known = causes.filter((cause) => cause !== undefined);
  return known.length > 0 && known.length === causes.length ? known[0] : undefined;
}
