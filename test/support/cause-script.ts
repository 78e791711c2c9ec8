import type { DownloadFailureKind } from '../../src/core/download/failures.ts';
import type { Fact } from '../../src/core/target.ts';
import { deploymentFact, eventFact, podFact } from './facts.ts';

/** What a cluster says when a cause has happened so many times. */
export type CauseScript = (attempts: number) => readonly Fact[];

export const pulling =
  (words: string): CauseScript =>
  (count) => [
    podFact('a', { waiting: 'ImagePullBackOff', message: 'Back-off pulling image "engine:1"' }),
    eventFact('Failed', {
      container: 'server',
      note: `Failed to pull image "engine:1": ${words}`,
      count,
    }),
  ];

export const downloading = (kind: DownloadFailureKind): CauseScript =>
  ended('download', {
    message: `curl
llmkube-download: failed: ${kind}: just so
`,
  });

export function ended(
  container: 'server' | 'download',
  how: { message?: string; reason?: string },
  exitCode = 1,
): CauseScript {
  return (attempts) => [
    podFact('a', {
      container,
      waiting: 'CrashLoopBackOff',
      restartCount: attempts,
      exitCode,
      ended: how,
    }),
  ];
}

export const refused =
  (words: string): CauseScript =>
  () => [
    deploymentFact({
      updatedReplicas: 0,
      ReplicaFailure: 'True',
      reason: 'FailedCreate',
      message: words,
    }),
  ];

export const claim =
  (reason: string, note: string): CauseScript =>
  (count) => [
    podFact('a', {
      unschedulable:
        '0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found',
    }),
    eventFact(reason, { kind: 'PersistentVolumeClaim', uid: 'qwen-cache', note, count }),
  ];

export const unscheduled =
  (words: string): CauseScript =>
  () => [podFact('a', { unschedulable: words })];

export const event =
  (reason: string, note: string): CauseScript =>
  (count) => [podFact('a', { waiting: 'ContainerCreating' }), eventFact(reason, { note, count })];

export const killed =
  (note: string): CauseScript =>
  (count) => [
    podFact('a', { waiting: 'CrashLoopBackOff', exitCode: 0, restartCount: count }),
    eventFact('Killing', { container: 'server', note, count }),
  ];
