import { conditionOf, type DeploymentObject, type PodObject } from './objects.ts';
import { configReasons, statusesOf } from './pod-phase.ts';

/** Why a release cannot become ready, for people and for machines. */
export interface Cause {
  readonly code: string;
  readonly message: string;
  readonly pod?: string;
  readonly container?: string;
}

interface PodRule {
  readonly code: string;
  /** How long the state must last before it is believed. */
  readonly graceMilliseconds: number;
  readonly match: (pod: PodObject) => { message: string; container?: string } | undefined;
}

/** How often a container may end badly before nobody expects the next start to go better. */
const toleratedRestarts = 3;

const permanentPullTexts =
  /not found|manifest unknown|unauthorized|denied|forbidden|no match for platform|no matching manifest|insufficient_scope/i;

/**
 * What dooms a pod. Waiting for a place, a slow pull and one crash are not in here: they are
 * normal for models. A grace leaves time for what repairs itself.
 */
const podRules: readonly PodRule[] = [
  {
    code: 'InvalidImage',
    graceMilliseconds: 0,
    match: (pod) => waiting(pod, (reason) => /^(InvalidImageName|ErrImageNeverPull)$/.test(reason)),
  },
  {
    code: 'ImagePull',
    graceMilliseconds: 60_000,
    match: (pod) =>
      waiting(
        pod,
        (reason, message) =>
          /^(ErrImagePull|ImagePullBackOff)$/.test(reason) && permanentPullTexts.test(message),
      ),
  },
  {
    code: 'ContainerConfig',
    graceMilliseconds: 60_000,
    match: (pod) => waiting(pod, (reason) => configReasons.has(reason)),
  },
  { code: 'Crash', graceMilliseconds: 0, match: crashed },
];

/** The cause that dooms this pod, given since when each of its causes has been seen. */
export function podFailure(pod: PodObject, lasted: (code: string) => number): Cause | undefined {
  for (const { code, graceMilliseconds, match } of podRules) {
    const found = match(pod);
    if (found !== undefined && lasted(code) >= graceMilliseconds) {
      return { code, pod: pod.metadata.name, ...found };
    }
  }
  return undefined;
}

/** Codes of everything that is wrong with a pod now, whether it is believed yet or not. */
export function podSymptoms(pod: PodObject): readonly string[] {
  return podRules.filter(({ match }) => match(pod) !== undefined).map(({ code }) => code);
}

/** How long each condition of a Deployment must last before it is believed. */
const quotaGraceMilliseconds = 60_000;
const conditionGraceMilliseconds = 15_000;

/** What the Deployment's own conditions say against it, once it has lasted. */
export function deploymentFailure(
  deployment: DeploymentObject,
  lastedMilliseconds: number,
): Cause | undefined {
  const cause = deploymentSymptom(deployment);
  if (cause === undefined) return undefined;
  const grace = cause.message.includes('exceeded quota')
    ? quotaGraceMilliseconds
    : conditionGraceMilliseconds;
  return lastedMilliseconds >= grace ? cause : undefined;
}

/** What they say now, believed or not. */
export function deploymentSymptom(deployment: DeploymentObject): Cause | undefined {
  const failure = conditionOf(deployment, 'ReplicaFailure');
  if (failure?.status === 'True') {
    return { code: failure.reason ?? 'ReplicaFailure', message: failure.message ?? '' };
  }
  const progress = conditionOf(deployment, 'Progressing');
  return progress?.status === 'False' && progress.reason === 'ProgressDeadlineExceeded'
    ? { code: 'ProgressDeadlineExceeded', message: progress.message ?? '' }
    : undefined;
}

function waiting(
  pod: PodObject,
  matches: (reason: string, message: string) => boolean,
): { message: string; container: string } | undefined {
  for (const { name, state } of statusesOf(pod)) {
    const { reason, message = '' } = state?.waiting ?? {};
    if (reason !== undefined && matches(reason, message)) {
      return { container: name, message: message === '' ? reason : `${reason}: ${message}` };
    }
  }
  return undefined;
}

function crashed(pod: PodObject): { message: string; container: string } | undefined {
  for (const { name, state, lastState, restartCount = 0 } of statusesOf(pod)) {
    const ended = state?.terminated ?? lastState?.terminated;
    if (ended === undefined || ended.exitCode === 0 || restartCount < toleratedRestarts) continue;
    if (state?.running !== undefined) continue;
    const words = ended.message?.trim() ?? '';
    return {
      container: name,
      message: `it ended ${restartCount + 1} times, last with exit code ${ended.exitCode}${words === '' ? '' : `: ${words.split('\n').at(-1)}`}`,
    };
  }
  return undefined;
}
