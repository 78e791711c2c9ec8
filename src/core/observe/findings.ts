import type { PullMemory } from './container-findings.ts';
import { type ContainerFinding, containerFinding } from './container-findings.ts';
import { currentPods, newestReplicaSet, type Rollout, rejectedPods } from './current-pods.ts';
import { claimEventFinding, podEventFinding } from './event-findings.ts';
import type { Finding } from './finding.ts';
import {
  conditionOf,
  containerOf,
  type DeploymentObject,
  type EventObject,
  type PodObject,
  timeOf,
} from './objects.ts';
import { readRefusal } from './refusal-words.ts';
import { readSchedulingWords, waitsForClaim } from './scheduling-words.ts';

/** What findings are made of. */
export interface Evidence extends Rollout {
  readonly events: ReadonlyMap<string, EventObject>;
  /** By uid of the pod and name of the container. */
  readonly pulls: ReadonlyMap<string, PullMemory>;
}

/** Everything that is wrong now, what concerns the whole release first. */
export function findingsOf(evidence: Evidence): readonly Finding[] {
  const { deployment } = evidence;
  if (deployment === undefined) return [];
  const ofRelease = [
    ...deploymentFindings(deployment),
    ...refusalFindings(evidence, deployment),
    ...claimFindings(evidence),
    ...rejectFindings(evidence),
  ];
  const ofPods = currentPods(evidence).flatMap((pod) => podFindings(pod, evidence));
  return [...ofRelease, ...ofPods];
}

function deploymentFindings(deployment: DeploymentObject): readonly Finding[] {
  if (deployment.spec?.paused === true) {
    return [ofRelease({ code: 'Paused', message: 'its Deployment is paused', attempts: 1 })];
  }
  const progress = conditionOf(deployment, 'Progressing');
  if (progress?.status !== 'False' || progress.reason !== 'ProgressDeadlineExceeded') return [];
  const message = `Kubernetes has given up on it: ${progress.message ?? progress.reason}`;
  return [ofRelease({ code: 'DeadlineExceeded', message, attempts: 1 })];
}

// The ReplicaSet's event comes a second or so before the condition that repeats it.
function refusalFindings(evidence: Evidence, deployment: DeploymentObject): readonly Finding[] {
  const condition = conditionOf(deployment, 'ReplicaFailure');
  const words =
    condition?.status === 'True' ? (condition.message ?? '') : refusalEvent(evidence, deployment);
  return words === undefined ? [] : [ofRelease({ ...readRefusal(words), attempts: 1 })];
}

function refusalEvent(evidence: Evidence, { spec }: DeploymentObject): string | undefined {
  const pods = currentPods(evidence);
  const newest = newestReplicaSet(evidence);
  if (newest === undefined || pods.length >= (spec?.replicas ?? 1)) return undefined;
  // A refusal from before the youngest pod is over: that pod was not refused.
  const youngest = Math.max(
    0,
    ...pods.map(({ metadata }) => Date.parse(metadata.creationTimestamp ?? '') || 0),
  );
  const refusals = [...evidence.events.values()].filter(
    (event) =>
      event.reason === 'FailedCreate' &&
      event.regarding?.uid === newest.metadata.uid &&
      timeOf(event) >= youngest,
  );
  return refusals.toSorted((one, other) => timeOf(one) - timeOf(other)).at(-1)?.note;
}

// A claim is only in the way while a pod waits for it.
function claimFindings({ events, ...rollout }: Evidence): readonly Finding[] {
  const waiting = currentPods(rollout).filter((pod) => waitsForClaim(unscheduledWords(pod) ?? ''));
  const claims = new Set(
    waiting
      .flatMap(({ spec }) => spec?.volumes ?? [])
      .map(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName),
  );
  return [...events.values()].flatMap((event) => {
    const { kind, name } = event.regarding ?? {};
    if (kind !== 'PersistentVolumeClaim' || !claims.has(name)) return [];
    const found = claimEventFinding(event);
    return found === undefined ? [] : [ofRelease(found)];
  });
}

function rejectFindings(evidence: Evidence): readonly Finding[] {
  const rejects = rejectedPods(evidence);
  const { reason, message } = rejects.at(-1)?.status ?? {};
  if (reason === undefined) return [];
  const words = `the node rejects its pods: ${message ?? reason}`;
  return [ofRelease({ code: 'NodeRejects', message: words, attempts: rejects.length })];
}

function podFindings(pod: PodObject, evidence: Evidence): readonly Finding[] {
  const words = unscheduledWords(pod);
  if (words !== undefined) {
    if (waitsForClaim(words) && claimFindings(evidence).length > 0) return [];
    return [ofPod(pod, { ...readSchedulingWords(words), attempts: 1 })];
  }
  const told = [...evidence.events.values()].flatMap((event) => {
    if (event.regarding?.uid !== pod.metadata.uid || pod.metadata.uid === undefined) return [];
    const found = podEventFinding(event, pod);
    return found === undefined ? [] : [ofPod(pod, found, containerOf(event))];
  });
  // How a container ended says little when it is known who killed it.
  const killed = new Set(told.map(({ cause }) => cause.container));
  return [
    ...told,
    ...containerFindings(pod, evidence).filter(({ cause }) => !killed.has(cause.container)),
  ];
}

function containerFindings(pod: PodObject, { pulls }: Evidence): readonly Finding[] {
  const { initContainerStatuses = [], containerStatuses = [] } = pod.status ?? {};
  const specs = [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])];
  return [...initContainerStatuses, ...containerStatuses].flatMap((status) => {
    const { name } = status;
    const found = containerFinding(status, {
      image: specs.find((spec) => spec.name === name)?.image ?? 'of the container',
      pull: pulls.get(pullKey(pod, name)),
      isInit: initContainerStatuses.includes(status),
    });
    return found === undefined ? [] : [ofPod(pod, found, name)];
  });
}

/** Under which the pulls of a container are remembered. */
export function pullKey({ metadata }: PodObject, container: string): string {
  return `${metadata.uid ?? metadata.name}/${container}`;
}

function unscheduledWords(pod: PodObject): string | undefined {
  const condition = conditionOf(pod, 'PodScheduled');
  const isWaiting = condition?.status === 'False' && condition.reason !== 'SchedulingGated';
  return isWaiting && pod.spec?.nodeName === undefined ? (condition.message ?? '') : undefined;
}

function ofRelease({ code, message, attempts, object }: ContainerFinding): Finding {
  const cause = { code, message, ...(object === undefined ? {} : { object }) };
  return { cause, pod: undefined, attempts };
}

function ofPod(
  { metadata }: PodObject,
  { code, message, attempts, object, lastLines }: ContainerFinding,
  container?: string,
): Finding {
  return {
    cause: {
      code,
      message,
      pod: metadata.name,
      ...(container === undefined ? {} : { container }),
      ...(object === undefined ? {} : { object }),
    },
    pod: metadata.uid ?? metadata.name,
    attempts,
    ...(lastLines === undefined ? {} : { lastLines }),
  };
}
