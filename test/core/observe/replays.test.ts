import { expect, test } from 'vitest';
import { emptyObservation, type Observation, reduce } from '../../../src/core/observe/reduce.ts';
import { type Awaited, standingFindings, verdictOf } from '../../../src/core/observe/verdict.ts';
import type { Fact } from '../../../src/core/target.ts';
import { deploymentFact, eventFact, podFact, replicaSetFact } from '../../support/facts.ts';

const awaited: Awaited = { uid: 'deployment-uid', generation: 2 };
const second = 1000;
const minute = 60 * second;

type Step = readonly [at: number, ...facts: readonly Fact[]];

/** What a rollout has come to after facts that came at these times, and a while after the last. */
function replay(steps: readonly Step[], later = 0, of: Awaited = awaited) {
  const start = reduce(
    reduce(emptyObservation, deploymentFact({}), 0),
    replicaSetFact('rs', '2'),
    0,
  );
  const seen = steps.reduce<Observation>(
    (all, [at, ...facts]) => facts.reduce((known, fact) => reduce(known, fact, at), all),
    start,
  );
  const verdict = verdictOf(seen, of, (steps.at(-1)?.[0] ?? 0) + later);
  return { seen, verdict, codes: standingFindings(seen, of).map(({ cause }) => cause.code) };
}

const pod = (shape: Parameters<typeof podFact>[1], name = 'a') =>
  podFact(name, { owner: 'rs', ...shape });
const ready = deploymentFact({ updatedReplicas: 1, availableReplicas: 1, Available: 'True' });
const refusedPull = 'failed to resolve image: x: not found';

test('an image that is not found once and then pulled fails nothing', () => {
  const steps: Step[] = [
    [0, pod({ waiting: 'ErrImagePull', message: refusedPull })],
    [20 * second, pod({ running: true, started: false })],
    [50 * second, ready],
  ];
  expect(replay(steps).verdict).toEqual({ kind: 'ready', replicas: 1 });
});

test('what is said of a claim that no pod waits for is nothing of this release', () => {
  const waiting = podFact('a', {
    owner: 'rs',
    unschedulable: '0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.',
  });
  const lost = (uid: string) => eventFact('ClaimLost', { kind: 'PersistentVolumeClaim', uid });
  expect(replay([[0, waiting, lost('of-another')]]).codes).toEqual(['ClaimUnbound']);
  expect(replay([[0, waiting, lost('qwen-cache')]]).codes).toEqual(['ClaimLost']);
});

test('a pull fails at its third attempt and not before a minute, however its state alternates', () => {
  const failure = pod({ waiting: 'ErrImagePull', message: refusedPull });
  const pause = pod({ waiting: 'ImagePullBackOff', message: 'Back-off pulling image "engine:1"' });
  const twice: Step[] = [
    [0, failure],
    [10 * second, pause],
    [15 * second, failure],
    [20 * second, pause],
  ];
  expect(replay(twice, 5 * minute)).toMatchObject({
    verdict: { kind: 'pending' },
    codes: ['ImageNotFound'],
  });
  const thrice: Step[] = [...twice, [40 * second, failure], [45 * second, pause]];
  expect(replay(thrice).verdict.kind).toBe('pending');
  expect(replay(thrice, 15 * second).verdict).toMatchObject({
    kind: 'failed',
    finding: { cause: { message: expect.stringContaining('x: not found') } },
  });
});

test('the event names the failure where the state only tells of a pause', () => {
  const pause = pod({ waiting: 'ImagePullBackOff', message: 'Back-off pulling image "engine:1"' });
  const note = 'Failed to pull image "engine:1": pull access denied';
  const event = eventFact('Failed', { container: 'server', note, count: 3 });
  for (const facts of [
    [pause, event],
    [event, pause],
  ]) {
    expect(replay([[0, ...facts]]).codes).toEqual(['ImageUnauthorized']);
  }
});

test('one crash before a good start fails nothing', () => {
  const steps: Step[] = [
    [0, pod({ waiting: 'CrashLoopBackOff', exitCode: 1, restartCount: 1 })],
    [9 * second, pod({ running: true, started: true, ready: true, restartCount: 1 })],
    [10 * second, ready],
  ];
  expect(replay(steps.slice(0, 2), 5 * minute)).toMatchObject({
    verdict: { kind: 'pending' },
    codes: [],
  });
  expect(replay(steps).verdict.kind).toBe('ready');
});

test('a container that ran for long before it ended has its restarts again', () => {
  const ran = { startedAt: '2026-01-01T00:00:00Z', finishedAt: '2026-01-01T00:11:00Z' };
  const crash = { waiting: 'CrashLoopBackOff', exitCode: 1, restartCount: 9 };
  expect(replay([[0, pod({ ...crash, ended: ran })]]).verdict.kind).toBe('pending');
  expect(replay([[0, pod(crash)]]).verdict.kind).toBe('failed');
});

test('the counter of a whole pod is no end for want of memory', () => {
  const crash = { waiting: 'CrashLoopBackOff', restartCount: 2, ended: { reason: 'OOMKilled' } };
  expect(replay([[0, pod({ ...crash, exitCode: 143 })]]).codes).toEqual(['Crash']);
  expect(replay([[0, pod({ ...crash, exitCode: 137 })]]).codes).toEqual(['OutOfMemory']);
});

test('who was killed by the startup probe did not crash', () => {
  const note = 'Container server failed startup probe, will be restarted';
  const steps: Step[] = [
    [0, pod({ waiting: 'CrashLoopBackOff', exitCode: 137, restartCount: 1 })],
    [1, eventFact('Killing', { container: 'server', note, count: 1 })],
  ];
  expect(replay(steps)).toMatchObject({ verdict: { kind: 'pending' }, codes: ['StartupTimeout'] });
});

test('a Secret that comes within its minute fails nothing, and a cache that is not synced is no cause', () => {
  const waiting = 'CreateContainerConfigError';
  const missing = pod({ waiting, message: 'secret "hf" not found' });
  expect(
    replay(
      [
        [0, missing],
        [40 * second, pod({ running: true })],
      ],
      minute,
    ).codes,
  ).toEqual([]);
  const syncing = 'failed to sync configmap cache: timed out waiting for the condition';
  expect(replay([[0, pod({ waiting, message: syncing })]], 5 * minute)).toMatchObject({
    verdict: { kind: 'pending' },
    codes: [],
  });
});

test('what the rollout before had come to is not believed', () => {
  const late = { Progressing: 'False', reason: 'ProgressDeadlineExceeded', progressedAt: 'then' };
  const before = deploymentFact({ ...late, observedGeneration: 1 });
  expect(replay([[0, before]], 60 * minute)).toMatchObject({
    verdict: { kind: 'pending' },
    codes: [],
  });
  const stale = { ...awaited, staleProgress: 'then' };
  expect(replay([[0, deploymentFact(late)]], 60 * minute, stale).codes).toEqual([]);
  const fresh = deploymentFact({ ...late, progressedAt: 'now' });
  expect(replay([[0, fresh]], 15 * second, stale).verdict.kind).toBe('failed');
});

test('pods that a node sends back are replaced, and twenty of them are enough', () => {
  const rejects = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      pod({ rejected: 'UnexpectedAdmissionError' }, `r${index}`),
    );
  const served = pod({ running: true, started: true, ready: true });
  expect(replay([[0, ...rejects(3), served, ready]])).toMatchObject({ verdict: { kind: 'ready' } });
  expect(replay([[0, ...rejects(19)]], minute).codes).toEqual(['NodeRejects']);
  expect(replay([[0, ...rejects(20)]]).verdict.kind).toBe('failed');
  const evicted = Array.from({ length: 30 }, (_, index) =>
    pod({ rejected: 'Evicted' }, `e${index}`),
  );
  expect(replay([[0, ...evicted]], minute)).toMatchObject({
    verdict: { kind: 'pending' },
    codes: [],
  });
});

test('a refusal from before the youngest pod is over', () => {
  const none = deploymentFact({ replicas: 2, updatedReplicas: 0 });
  const refusal = (at: string) =>
    eventFact('FailedCreate', { kind: 'ReplicaSet', uid: 'rs', note: 'exceeded quota: q', at });
  const one = pod({ running: true, createdAt: '2026-01-01T00:01:00Z' });
  expect(replay([[0, none, refusal('2026-01-01T00:00:00Z')]]).codes).toEqual(['QuotaExceeded']);
  expect(replay([[0, none, one, refusal('2026-01-01T00:00:00Z')]]).codes).toEqual([]);
  expect(replay([[0, none, one, refusal('2026-01-01T00:02:00Z')]]).codes).toEqual([
    'QuotaExceeded',
  ]);
});

test('a mount that failed is over when the pod has its sandbox', () => {
  const note = 'MountVolume.SetUp failed for volume "t" : secret "t" not found';
  const mount = eventFact('FailedMount', { note });
  const waiting = { waiting: 'ContainerCreating' };
  expect(replay([[0, pod(waiting), mount]]).codes).toEqual(['ReferenceMissing']);
  expect(replay([[0, pod({ ...waiting, hasSandbox: true }), mount]]).codes).toEqual([]);
});

test('a pod without a place for two hours is not failed, and ready when it gets one', () => {
  const steps: Step[] = [
    [0, pod({ unschedulable: '0/1 nodes are available: 1 Insufficient nvidia.com/gpu.' })],
    [120 * minute, pod({ running: true, started: true, ready: true }), ready],
  ];
  expect(replay(steps.slice(0, 1), 119 * minute).verdict.kind).toBe('pending');
  expect(replay(steps).verdict.kind).toBe('ready');
});

test('a paused Deployment is told at once, unless all its pods are ready', () => {
  expect(replay([[0, deploymentFact({ paused: true })]]).verdict).toMatchObject({
    kind: 'failed',
    finding: { cause: { code: 'Paused' } },
  });
  const served = { paused: true, updatedReplicas: 1, availableReplicas: 1, Available: 'True' };
  expect(replay([[0, deploymentFact(served)]]).verdict.kind).toBe('ready');
});
