import { describeCause } from '../../errors/describe-cause.ts';
import type { CauseCode } from './cause-codes.ts';
import { conditionOf, countOf, type EventObject, type PodObject } from './objects.ts';
import { podPhase } from './pod-phase.ts';
import { readReference } from './reference-words.ts';

/** What events say of a pod and its own state does not. */
interface PodEventRule {
  readonly reason: RegExp;
  readonly note?: RegExp;
  readonly code: CauseCode;
  /** An event only says that something was so; this tells whether it still is. */
  readonly holds: (pod: PodObject) => boolean;
  readonly words: (note: string) => string;
}

const podRules: readonly PodEventRule[] = [
  {
    reason: /^FailedMount$/,
    note: /\b(secret|configmap) "[^"]+" not found/,
    code: 'ReferenceMissing',
    holds: isWithoutSandbox,
    words: (note) => readReference(note)?.message ?? note,
  },
  {
    reason: /^FailedAttachVolume$/,
    note: /Multi-Attach/,
    code: 'VolumeInUse',
    holds: isWithoutSandbox,
    words: (note) => `another pod still holds its volume: ${note}`,
  },
  {
    reason: /^(FailedMount|FailedAttachVolume|FailedMapVolume)$/,
    code: 'VolumeNotMounted',
    holds: isWithoutSandbox,
    words: (note) => `its volume cannot be mounted: ${note}`,
  },
  {
    reason: /^FailedCreatePodSandBox$/,
    code: 'SandboxFailed',
    holds: isWithoutSandbox,
    words: (note) => `the node cannot set it up: ${note}`,
  },
  {
    reason: /^Killing$/,
    note: /failed startup probe/,
    code: 'StartupTimeout',
    holds: isUnready,
    words: () => 'it was killed because it did not answer in the time it has to load',
  },
  {
    reason: /^Killing$/,
    note: /failed liveness probe/,
    code: 'NotAlive',
    holds: isUnready,
    words: () => 'it was killed because it answered no more',
  },
  {
    reason: /^Unhealthy$/,
    note: /^Readiness probe/,
    code: 'NotReady',
    holds: (pod) => podPhase(pod).phase === 'Warming',
    words: (note) => `the engine runs and is not ready: ${note}`,
  },
];

export interface EventFinding {
  readonly code: CauseCode;
  readonly message: string;
  readonly attempts: number;
  readonly object?: string;
}

/** What an event about this pod means now, if it still means something. */
export function podEventFinding(event: EventObject, pod: PodObject): EventFinding | undefined {
  const { reason = '', note = '' } = event;
  const rule = podRules.find(
    (candidate) => candidate.reason.test(reason) && (candidate.note?.test(note) ?? true),
  );
  if (rule === undefined || !rule.holds(pod)) return undefined;
  const object = rule.code === 'ReferenceMissing' ? readReference(note)?.object : undefined;
  return {
    code: rule.code,
    message: describeCause(rule.words(note)),
    attempts: countOf(event),
    ...(object === undefined ? {} : { object }),
  };
}

/** What an event about a claim means while a pod waits for it. */
export function claimEventFinding(event: EventObject): EventFinding | undefined {
  const { reason = '', note = '', regarding } = event;
  const object = `PersistentVolumeClaim ${regarding?.name}`;
  const found = (code: CauseCode, message: string) => ({
    code,
    message: describeCause(message),
    attempts: countOf(event),
    object,
  });
  if (reason === 'FailedBinding' && note.includes('no storage class is set')) {
    const why = 'the cluster has no default storage class, and none is named';
    return found('ClaimWithoutClass', `claim ${regarding?.name} gets no volume: ${why}`);
  }
  if (reason === 'ClaimLost') return found('ClaimLost', `claim ${regarding?.name} lost its volume`);
  return /^(ProvisioningFailed|FailedBinding)$/.test(reason)
    ? found('ProvisioningFailed', `claim ${regarding?.name} gets no volume: ${note}`)
    : undefined;
}

/** Events that are worth keeping; the others only tell what is in order. */
export function isTelling({ reason = '' }: EventObject): boolean {
  return tellingReasons.test(reason);
}

const tellingReasons =
  /^(Failed|FailedCreate|FailedMount|FailedAttachVolume|FailedMapVolume|FailedCreatePodSandBox|Killing|Unhealthy|FailedBinding|ProvisioningFailed|ClaimLost)$/;

// Volumes are mounted before the sandbox is made, and the kubelet says when that is done.
function isWithoutSandbox(pod: PodObject): boolean {
  return conditionOf(pod, 'PodReadyToStartContainers')?.status !== 'True';
}

function isUnready(pod: PodObject): boolean {
  return conditionOf(pod, 'Ready')?.status !== 'True';
}
