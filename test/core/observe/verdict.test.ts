import fc from 'fast-check';
import { expect, test } from 'vitest';
import { podPhase } from '../../../src/core/observe/pod-phase.ts';
import { emptyObservation, reduce } from '../../../src/core/observe/reduce.ts';
import { verdictOf } from '../../../src/core/observe/verdict.ts';
import type { Fact } from '../../../src/core/target.ts';
import { deploymentFact, podFact, replicaSetFact } from '../../support/facts.ts';

const awaited = { uid: 'deployment-uid', generation: 2 };
const minute = 60_000;

function judge(facts: readonly Fact[], { now = 0, since = 0 } = {}) {
  const seen = facts.reduce((all, fact) => reduce(all, fact, since), emptyObservation);
  return verdictOf(seen, awaited, now);
}

const available = { updatedReplicas: 1, availableReplicas: 1, Available: 'True' };

test('a release is ready when every wanted pod of our generation is available', () => {
  expect(judge([deploymentFact(available)])).toEqual({ kind: 'ready', replicas: 1 });
});

test.each([
  ['status of an older generation', { ...available, observedGeneration: 1 }],
  ['an old pod that still serves', { ...available, updatedReplicas: 0 }],
  ['too few pods', { ...available, replicas: 2 }],
  ['no Available condition', { ...available, Available: 'False' }],
])('%s is not ready', (_, status) => {
  expect(judge([deploymentFact(status)]).kind).toBe('pending');
});

test('a release scaled to nothing is ready', () => {
  const none = { replicas: 0, updatedReplicas: 0, availableReplicas: 0, Available: 'True' };
  expect(judge([deploymentFact(none)]).kind).toBe('ready');
});

test('a Deployment that is gone, or another one of its name, ends the wait', () => {
  expect(judge([{ kind: 'synced', of: 'Deployment' }])).toEqual({ kind: 'gone' });
  expect(judge([deploymentFact({ ...available, uid: 'other' })])).toEqual({ kind: 'gone' });
  expect(judge([])).toEqual({ kind: 'pending' });
});

test('a Deployment that may not be watched is no Deployment that is gone', () => {
  const facts = [{ kind: 'missing', of: 'Deployment', why: 'no' }] as const;
  expect(judge(facts)).toEqual({ kind: 'unseen', why: 'no' });
});

test('a trouble that goes away and comes back starts its grace again', () => {
  const trouble = podFact('a', { waiting: 'CreateContainerConfigError', message: 'x' });
  let seen = reduce(emptyObservation, deploymentFact({}), 0);
  seen = reduce(seen, trouble, 0);
  seen = reduce(seen, podFact('a', { running: true }), 30_000);
  seen = reduce(seen, trouble, 50_000);
  expect(verdictOf(seen, awaited, 70_000).kind).toBe('pending');
  expect(verdictOf(seen, awaited, 110_000).kind).toBe('failed');
});

test('a deadline that passed is no failure while a pod still gets somewhere', () => {
  const late = deploymentFact({ Progressing: 'False', reason: 'ProgressDeadlineExceeded' });
  const loading = podFact('a', { running: true, started: false });
  expect(judge([late, loading], { now: 60 * minute })).toEqual({ kind: 'pending' });
  expect(judge([late], { now: minute })).toMatchObject({
    kind: 'failed',
    finding: { cause: { code: 'DeadlineExceeded' } },
  });
});

test('a pod of the old template does not fail a rollout whose own pods are not there yet', () => {
  const facts = [
    deploymentFact({ updatedReplicas: 0 }),
    podFact('a', { waiting: 'InvalidImageName' }),
  ];
  expect(judge(facts)).toEqual({ kind: 'pending' });
});

test('a pod that Kubernetes gave up on does not hide what the others suffer from', () => {
  const facts = [
    deploymentFact({}),
    podFact('a', { phase: 'Failed' }),
    podFact('b', { waiting: 'InvalidImageName' }),
  ];
  expect(judge(facts).kind).toBe('failed');
});

test('one doomed pod among healthy ones fails nothing', () => {
  const facts = [
    deploymentFact({ replicas: 2 }),
    podFact('a', { waiting: 'CreateContainerConfigError' }),
    podFact('b', { running: true }),
  ];
  expect(judge(facts, { now: minute })).toEqual({ kind: 'pending' });
});

test('pods of an older template and pods that are going away do not count', () => {
  const doomed = { waiting: 'InvalidImageName' };
  const facts = [
    deploymentFact({}),
    replicaSetFact('old', '1'),
    replicaSetFact('new', '2'),
    podFact('a', { ...doomed, owner: 'old' }),
    podFact('b', { ...doomed, owner: 'new', deleting: true }),
    podFact('c', { running: true, owner: 'new' }),
  ];
  expect(judge(facts)).toEqual({ kind: 'pending' });
  expect(judge([...facts, podFact('c', { ...doomed, owner: 'new' })]).kind).toBe('failed');
});

test('the order of facts about different objects does not change the verdict', () => {
  const facts = [
    deploymentFact({}),
    replicaSetFact('new', '2'),
    podFact('a', { waiting: 'InvalidImageName', owner: 'new' }),
    podFact('b', { running: true, owner: 'old' }),
    { kind: 'synced', of: 'Pod' } as const,
  ];
  fc.assert(
    fc.property(fc.shuffledSubarray(facts, { minLength: facts.length }), (shuffled) => {
      expect(judge(shuffled)).toEqual(judge(facts));
    }),
  );
});

test.each([
  ['Terminating', { running: true, deleting: true }],
  ['Queued', { unschedulable: 'no GPU' }],
  ['ImageError', { waiting: 'ErrImagePull', message: 'x' }],
  ['ConfigError', { waiting: 'CreateContainerConfigError' }],
  ['Crashed', { waiting: 'CrashLoopBackOff', exitCode: 137, restartCount: 2 }],
  ['Loading', { running: true, started: false }],
  ['Warming', { running: true, started: true }],
  ['Ready', { running: true, started: true, ready: true }],
  ['Preparing', { waiting: 'PodInitializing' }],
])('podPhase() reports %s', (phase, container) => {
  const fact = podFact('a', container);
  if (fact.kind !== 'present') throw new Error('a pod fact holds a pod');
  expect(podPhase(fact.object).phase).toBe(phase);
});
