import type { ErrorCode } from '../../errors/codes.ts';
import type { CauseCode } from './cause-codes.ts';
import type { Tolerance } from './tolerance.ts';

/** When a cause ends the command, and how. */
interface CauseRule {
  readonly error: ErrorCode;
  /** What must suffer from it: every pod of the newest template, or the release as a whole. */
  readonly scope: 'pod' | 'release';
  /** How long it must last; infinite: it may always repair itself. */
  readonly graceMilliseconds: number;
  /** Normal for a moment, so it is not said before it has lasted so long. */
  readonly quietMilliseconds?: number;
  /** How often it must have happened, where that can be counted. */
  readonly attempts: number;
  /** One line on what a user can do. */
  readonly remedy: string;
  /** What the user decides in place of the table. */
  readonly decide?: (tolerance: Tolerance) => Partial<Limits>;
}

/** For how long and how often a cause is borne. */
export interface Limits {
  readonly graceMilliseconds: number;
  readonly attempts: number;
}

const forEver = Number.POSITIVE_INFINITY;
const second = 1000;
const minute = 60 * second;

const inPod = { error: 'ROLLOUT_FAILED', scope: 'pod', graceMilliseconds: 0, attempts: 1 } as const;
const inRelease = { ...inPod, scope: 'release' } as const;
const passing = { ...inPod, graceMilliseconds: forEver } as const;
/** A registry may be copied behind its users' backs, so a first refusal is not the last word. */
const refusedPull = { ...inPod, graceMilliseconds: minute, attempts: 3 } as const;
const refusedPod = { ...inRelease, graceMilliseconds: 15 * second } as const;
const restarts = { decide: ({ maxRestarts }: Tolerance) => ({ attempts: maxRestarts + 1 }) };

/**
 * Everything that keeps a release from becoming ready. What may repair itself has a grace, what
 * is seldom twice the same has a number of attempts, and what is normal for models, such as
 * waiting for a place or for a registry that asks for patience, never ends a command.
 */
export const causes: Readonly<Record<CauseCode, CauseRule>> = {
  InvalidImage: { ...inRelease, remedy: 'Correct the name of the image.' },
  ImageUnauthorized: {
    ...refusedPull,
    remedy: 'Let the cluster pull it: `imagePullSecrets` on the service account of the namespace.',
  },
  ImageNotFound: { ...refusedPull, remedy: 'Correct name and tag of the image, or push it.' },
  ImageWrongPlatform: {
    ...refusedPull,
    remedy: "Use an image that is built for the nodes' platform.",
  },
  ImageRateLimited: {
    ...passing,
    remedy: 'Wait, or pull from a mirror or with an account of the registry.',
  },
  ImageUnreachable: {
    ...passing,
    remedy: "Look at the nodes' way to the registry; it is tried again.",
  },
  ImageNoSpace: { ...passing, remedy: "Make room on the node's disk for images." },
  ImagePull: { ...passing, remedy: 'The pull is tried again.' },
  ReferenceMissing: {
    ...inPod,
    graceMilliseconds: minute,
    remedy: 'Create the object in the namespace of the release.',
  },
  ContainerConfig: {
    ...inPod,
    graceMilliseconds: minute,
    remedy: 'Compare the container with what the node allows.',
  },
  ContainerStart: {
    ...inPod,
    attempts: 3,
    remedy: 'The image must hold the program that is started.',
  },
  SourceUnauthorized: { ...inPod, remedy: 'Give a token that may read the model.' },
  SourceForbidden: {
    ...inPod,
    remedy: 'Ask for access to the model, or give a token that has it.',
  },
  SourceNotFound: { ...inPod, remedy: 'Correct the source: there is no such file.' },
  SourceRateLimited: {
    ...passing,
    remedy: 'The download is tried again; a token raises most limits.',
  },
  SourceUnreachable: { ...inPod, ...restarts, remedy: "Look at the pods' way to the source." },
  SourceUntrusted: {
    ...inPod,
    ...restarts,
    remedy: 'Use a source whose certificate the image trusts.',
  },
  SourceFailing: { ...inPod, ...restarts, remedy: 'Look at the source: it answers with failures.' },
  SourceRefused: { ...inPod, ...restarts, remedy: 'Read the words of the download.' },
  SourceChanging: { ...inPod, ...restarts, remedy: 'Give an address whose file stays the same.' },
  TokenMalformed: { ...inPod, remedy: 'Put the token alone into the Secret.' },
  ToolMissing: { ...inPod, remedy: 'Use an image with a shell, curl and the core tools.' },
  LockLost: { ...inPod, ...restarts, remedy: 'Two pods share the cache: the other one goes on.' },
  SourceWrongLength: { ...inPod, ...restarts, remedy: 'The source breaks off; it is tried again.' },
  SourceWrongDigest: {
    ...inPod,
    remedy: 'Compare the digest that was given with the one of the file.',
  },
  SourceNotGguf: {
    ...inPod,
    remedy: 'Give the address of the file itself, not of a page about it.',
  },
  CacheFull: { ...inPod, remedy: 'Make the claim larger, or use a smaller file.' },
  CacheReadOnly: {
    ...inPod,
    ...restarts,
    remedy: 'The volume must be writable for the group of the pod.',
  },
  ModelUnreadable: {
    ...inPod,
    attempts: 2,
    remedy: 'Use a whole file of a form that this version of the engine knows.',
  },
  EngineOutOfMemory: {
    ...inPod,
    attempts: 2,
    remedy: 'Use a smaller model or context, or a device with more memory.',
  },
  DriverMismatch: { ...inPod, attempts: 2, remedy: "Use an image that fits the nodes' driver." },
  UnknownArgument: {
    ...inPod,
    attempts: 2,
    remedy: 'Correct the arguments of the engine, or use the version that knows them.',
  },
  OutOfMemory: {
    ...inPod,
    attempts: 2,
    remedy: 'Raise the limit of memory; the file is counted where it is not mapped.',
  },
  StartupTimeout: {
    ...inPod,
    attempts: 2,
    remedy: 'The model loads for longer than it is given: use faster storage.',
  },
  NotAlive: { ...inPod, ...restarts, remedy: 'The engine hangs: read its log.' },
  EndedEarly: { ...inPod, attempts: 3, remedy: 'The program of the image must serve and not end.' },
  Crash: { ...inPod, ...restarts, remedy: 'Read the log of the container.' },
  NotReady: { ...passing, remedy: 'The engine runs and does not answer: read its log.' },
  Unschedulable: {
    ...passing,
    decide: ({ unschedulableMilliseconds }) => ({ graceMilliseconds: unschedulableMilliseconds }),
    remedy: 'Make room or ask for less; a node that comes is used at once.',
  },
  VolumeOnOtherNode: {
    ...inPod,
    graceMilliseconds: minute,
    remedy: 'The cache is on another node: delete it with `llmkube delete --data`.',
  },
  VolumeInUse: { ...passing, remedy: 'The pod that holds the volume has to end first.' },
  VolumeNotMounted: {
    ...passing,
    remedy: 'Look at the storage driver of the node; it is tried again.',
  },
  SandboxFailed: { ...passing, remedy: 'Look at the network of the node; it is tried again.' },
  ClaimUnbound: {
    ...passing,
    quietMilliseconds: 5 * second,
    remedy: "Look at the claim and at its storage class's driver.",
  },
  ClaimWithoutClass: {
    ...inRelease,
    graceMilliseconds: 30 * second,
    remedy: 'Mark a storage class of the cluster as its default.',
  },
  ClaimLost: {
    ...inRelease,
    graceMilliseconds: 30 * second,
    remedy: 'The volume is gone: delete the claim with `llmkube delete --data`.',
  },
  ProvisioningFailed: {
    ...inRelease,
    graceMilliseconds: 30 * second,
    attempts: 3,
    remedy: "Look at the storage class's driver.",
  },
  QuotaExceeded: {
    ...inRelease,
    error: 'QUOTA_EXCEEDED',
    graceMilliseconds: minute,
    decide: ({ waitForQuota }) => (waitForQuota ? { graceMilliseconds: forEver } : {}),
    remedy: 'Free something in the namespace, ask for a larger quota, or add --wait-for-quota.',
  },
  PriorityClassMissing: {
    ...refusedPod,
    remedy: 'Create the priority class, or name another one.',
  },
  ServiceAccountMissing: { ...refusedPod, remedy: 'Create the service account in the namespace.' },
  PodSecurity: {
    ...refusedPod,
    remedy: 'The namespace does not allow such pods: use another one.',
  },
  PodRefused: {
    ...refusedPod,
    remedy: 'A rule of the cluster does not allow the pods: ask who keeps it.',
  },
  NodeRejects: {
    ...inRelease,
    attempts: 20,
    remedy: 'Look at the devices of the node and at their plugin.',
  },
  DeadlineExceeded: { ...refusedPod, remedy: 'Look at what its pods wait for.' },
  Paused: { ...inRelease, error: 'ROLLOUT_PAUSED', remedy: 'Let it go on.' },
};

/** What is borne of a cause, the user's own word included. */
export function limitsOf(code: CauseCode, tolerance: Tolerance): Limits {
  const { graceMilliseconds, attempts, decide } = causes[code];
  return { graceMilliseconds, attempts, ...decide?.(tolerance) };
}
