import { containerNames } from '../render/container.ts';
import { type ContainerStatus, conditionOf, type PodObject } from './objects.ts';

/** Where a pod of a release stands, a closed set: names are public in JSON. */
export const podPhases = [
  'Terminating',
  'Rejected',
  'Queued',
  'Scheduling',
  'ImageError',
  'ConfigError',
  'Crashed',
  'Downloading',
  'Preparing',
  'Loading',
  'Warming',
  'Ready',
  'Completed',
] as const;

export type PodPhaseName = (typeof podPhases)[number];

export interface PodPhase {
  readonly phase: PodPhaseName;
  /** One line in the cluster's or the engine's own words; empty when there is nothing to say. */
  readonly reason: string;
}

type Rule = readonly [PodPhaseName, (pod: PodObject) => string | undefined];

/** The first rule that answers names the phase; its answer is the reason. */
const rules: readonly Rule[] = [
  ['Terminating', (pod) => (pod.metadata.deletionTimestamp === undefined ? undefined : '')],
  ['Rejected', (pod) => (pod.status?.phase === 'Failed' ? sentenceOf(pod.status) : undefined)],
  ['Completed', (pod) => (pod.status?.phase === 'Succeeded' ? '' : undefined)],
  ['Queued', (pod) => unscheduled(pod)?.message],
  ['Scheduling', (pod) => (pod.spec?.nodeName === undefined ? '' : undefined)],
  ['ImageError', (pod) => waitingFor(pod, imageReasons)],
  ['ConfigError', (pod) => waitingFor(pod, configReasons)],
  [
    'Crashed',
    (pod) =>
      statusesOf(pod)
        .map(crashOf)
        .find((crash) => crash !== undefined),
  ],
  ['Downloading', (pod) => (isRunning(pod, containerNames.downloader) ? '' : undefined)],
  ['Loading', (pod) => (isLoading(pod) ? '' : undefined)],
  ['Ready', (pod) => (conditionOf(pod, 'Ready')?.status === 'True' ? '' : undefined)],
  ['Warming', (pod) => (isRunning(pod, containerNames.server) ? '' : undefined)],
];

/** Reasons of a waiting container as the kubelet writes them (kubelet 1.37, images/types.go). */
const imageReasons: ReadonlySet<string> = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'ImageInspectError',
  'RegistryUnavailable',
  'SignatureValidationFailed',
]);

const configReasons: ReadonlySet<string> = new Set([
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
]);

export function podPhase(pod: PodObject): PodPhase {
  for (const [phase, answer] of rules) {
    const reason = answer(pod);
    if (reason !== undefined) return { phase, reason };
  }
  return { phase: 'Preparing', reason: '' };
}

export function statusesOf(pod: PodObject): readonly ContainerStatus[] {
  return [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
}

function unscheduled(pod: PodObject): { message: string } | undefined {
  const condition = conditionOf(pod, 'PodScheduled');
  if (condition?.status !== 'False' || pod.spec?.nodeName !== undefined) return undefined;
  return { message: condition.message ?? condition.reason ?? '' };
}

function waitingFor(pod: PodObject, reasons: ReadonlySet<string>): string | undefined {
  const waiting = statusesOf(pod)
    .map(({ state }) => state?.waiting)
    .find((state) => state?.reason !== undefined && reasons.has(state.reason));
  return waiting === undefined ? undefined : sentenceOf(waiting);
}

function crashOf({
  name,
  state,
  lastState,
  restartCount = 0,
}: ContainerStatus): string | undefined {
  const ended =
    state?.terminated ?? (state?.waiting === undefined ? undefined : lastState?.terminated);
  if (ended === undefined || ended.exitCode === 0) return undefined;
  const words = ended.message?.trim().split('\n').at(-1) ?? '';
  const times = restartCount === 0 ? '' : `, restarted ${restartCount} times`;
  return `container ${name} ended with ${ended.reason ?? 'Error'} (exit ${ended.exitCode})${times}${words === '' ? '' : `: ${words}`}`;
}

function isRunning(pod: PodObject, container: string): boolean {
  return statusesOf(pod).some(
    ({ name, state }) => name === container && state?.running !== undefined,
  );
}

function isLoading(pod: PodObject): boolean {
  return statusesOf(pod).some(
    ({ name, state, started }) =>
      name === containerNames.server && state?.running !== undefined && started === false,
  );
}

function sentenceOf({ reason, message }: { reason?: string; message?: string }): string {
  return [reason, message].filter((part) => part !== undefined && part !== '').join(': ');
}
