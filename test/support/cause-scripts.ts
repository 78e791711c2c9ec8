import type { CauseCode } from '../../src/core/observe/cause-codes.ts';
import {
  type CauseScript,
  claim,
  downloading,
  ended,
  event,
  killed,
  pulling,
  refused,
  unscheduled,
} from './cause-script.ts';
import { deploymentFact, eventFact, podFact } from './facts.ts';

/** One row for each cause: what the cluster says, and words that must reach the screen. */
export const causeScripts: Readonly<Record<CauseCode, readonly [CauseScript, RegExp]>> = {
  InvalidImage: [
    () => [podFact('a', { waiting: 'InvalidImageName' })],
    /image engine:1 cannot be used/,
  ],
  ImageUnauthorized: [
    pulling('failed to resolve image: pull access denied'),
    /does not let the cluster have it/,
  ],
  ImageNotFound: [
    pulling('rpc error: code = NotFound desc = x: not found'),
    /engine:1 cannot be pulled, the registry does not have it \(x: not found\)$/,
  ],
  ImageWrongPlatform: [
    pulling('no match for platform in manifest: not found'),
    /not built for this platform/,
  ],
  ImageRateLimited: [
    pulling('unexpected status from HEAD request: 429 Too Many Requests'),
    /asks for patience/,
  ],
  ImageUnreachable: [
    pulling('dial tcp: lookup nowhere.test: no such host'),
    /registry cannot be reached/,
  ],
  ImageNoSpace: [pulling('write /var/lib: no space left on device'), /disk of the node is full/],
  ImagePull: [pulling('something new'), /the pull fails/],
  ReferenceMissing: [
    () => [
      podFact('a', { waiting: 'CreateContainerConfigError', message: 'secret "hf" not found' }),
    ],
    /^Secret hf does not exist$/,
  ],
  ContainerConfig: [
    () => [
      podFact('a', {
        waiting: 'CreateContainerConfigError',
        message: 'container has runAsNonRoot',
      }),
    ],
    /cannot be made: container has runAsNonRoot/,
  ],
  ContainerStart: [
    (attempts) => [
      podFact('a', {
        waiting: 'RunContainerError',
        message: 'no such file',
        restartCount: attempts - 1,
      }),
    ],
    /cannot be started: no such file/,
  ],
  SourceUnauthorized: [downloading('SourceUnauthorized'), /^the download fails: just so$/],
  SourceForbidden: [downloading('SourceForbidden'), /^the download fails: just so$/],
  SourceNotFound: [downloading('SourceNotFound'), /^the download fails: just so$/],
  SourceRateLimited: [downloading('SourceRateLimited'), /^the download fails: just so$/],
  SourceUnreachable: [downloading('SourceUnreachable'), /^the download fails: just so$/],
  SourceUntrusted: [downloading('SourceUntrusted'), /^the download fails: just so$/],
  SourceFailing: [downloading('SourceFailing'), /^the download fails: just so$/],
  SourceRefused: [downloading('SourceRefused'), /^the download fails: just so$/],
  SourceChanging: [downloading('SourceChanging'), /^the download fails: just so$/],
  TokenMalformed: [downloading('TokenMalformed'), /^the download fails: just so$/],
  ToolMissing: [downloading('ToolMissing'), /^the download fails: just so$/],
  LockLost: [downloading('LockLost'), /^the download fails: just so$/],
  SourceWrongLength: [downloading('SourceWrongLength'), /^the download fails: just so$/],
  SourceWrongDigest: [downloading('SourceWrongDigest'), /^the download fails: just so$/],
  SourceNotGguf: [downloading('SourceNotGguf'), /^the download fails: just so$/],
  CacheFull: [downloading('CacheFull'), /^the download fails: just so$/],
  CacheReadOnly: [downloading('CacheReadOnly'), /^the download fails: just so$/],
  ModelUnreadable: [
    ended('server', {
      message:
        '0.1 I srv: loading\n0.00.026.096 E gguf_init: this GGUF file is version 117 but\nexiting',
    }),
    /^the engine cannot read the model: gguf_init: this GGUF file is version 117 but$/,
  ],
  EngineOutOfMemory: [
    ended('server', { message: 'E ggml_cuda: cudaMalloc failed: out of memory' }),
    /too little memory/,
  ],
  DriverMismatch: [
    ended('server', { message: 'CUDA driver version is insufficient' }),
    /driver does not fit/,
  ],
  UnknownArgument: [
    ended('server', { message: 'error: invalid argument: --frob' }),
    /invalid argument: --frob$/,
  ],
  OutOfMemory: [ended('server', { reason: 'OOMKilled' }, 137), /more memory than its limit/],
  StartupTimeout: [
    killed('Container server failed startup probe, will be restarted'),
    /in the time it has to load/,
  ],
  NotAlive: [
    killed('Container server failed liveness probe, will be restarted'),
    /answered no more/,
  ],
  EndedEarly: [ended('server', {}, 0), /ends by itself/],
  Crash: [
    ended('server', { message: 'one\n\u001b[31mtwo\n' }, 2),
    /^it ends with exit code 2: .*two$/,
  ],
  NotReady: [
    (count) => [
      podFact('a', { running: true, started: true, hasSandbox: true }),
      eventFact('Unhealthy', {
        container: 'server',
        note: 'Readiness probe failed: statuscode: 404',
        count,
      }),
    ],
    /is not ready: Readiness probe failed: statuscode: 404/,
  ],
  Unschedulable: [
    unscheduled(
      '0/1 nodes are available: 1 Insufficient memory. preemption: 0/1 nodes are available',
    ),
    /^no node has room for it: 0\/1 nodes are available: 1 Insufficient memory$/,
  ],
  VolumeOnOtherNode: [
    unscheduled('0/2 nodes are available: 2 node(s) had volume node affinity conflict.'),
    /no node can reach/,
  ],
  VolumeInUse: [
    event('FailedAttachVolume', 'Multi-Attach error for volume "v"'),
    /another pod still holds/,
  ],
  VolumeNotMounted: [
    event('FailedMount', 'MountVolume.SetUp failed: timed out'),
    /cannot be mounted/,
  ],
  SandboxFailed: [
    event('FailedCreatePodSandBox', 'no addresses left'),
    /cannot set it up: no addresses left/,
  ],
  ClaimUnbound: [
    unscheduled('0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.'),
    /^its claim has no volume yet$/,
  ],
  ClaimWithoutClass: [
    claim(
      'FailedBinding',
      'no persistent volumes available for this claim and no storage class is set',
    ),
    /^claim qwen-cache gets no volume: the cluster has no default storage class/,
  ],
  ClaimLost: [claim('ClaimLost', 'Bound claim has lost its PersistentVolume'), /lost its volume/],
  ProvisioningFailed: [
    claim('ProvisioningFailed', 'storageclass "x" not found'),
    /storageclass "x" not found/,
  ],
  QuotaExceeded: [
    refused('pods "q-1" is forbidden: exceeded quota: gpus, requested: a=1'),
    /^its pods are refused: exceeded quota: gpus/,
  ],
  PriorityClassMissing: [
    refused('pods "q-" is forbidden: no PriorityClass with name nope was found'),
    /PriorityClass with name nope/,
  ],
  ServiceAccountMissing: [
    refused('error looking up service account a/b: serviceaccount "b" not found'),
    /serviceaccount "b" not found/,
  ],
  PodSecurity: [
    refused('pods "q-1" is forbidden: violates PodSecurity "restricted:latest": x'),
    /violates PodSecurity/,
  ],
  PodRefused: [
    refused(
      'pods "q" is forbidden: ValidatingAdmissionPolicy \'x\' denied request: no cost centre',
    ),
    /no cost centre$/,
  ],
  NodeRejects: [
    (attempts) =>
      Array.from({ length: attempts }, (_, index) =>
        podFact(`r${index}`, { rejected: 'UnexpectedAdmissionError' }),
      ),
    /the node rejects its pods: no device/,
  ],
  DeadlineExceeded: [
    () => [
      deploymentFact({
        Progressing: 'False',
        reason: 'ProgressDeadlineExceeded',
        message: 'it timed out',
      }),
    ],
    /has given up on it: it timed out/,
  ],
  Paused: [() => [deploymentFact({ paused: true })], /Deployment is paused/],
};
