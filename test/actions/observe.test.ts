import { expect, test } from 'vitest';
import { observe } from '../../src/actions/observe.ts';
import { defaultObserveOptions as options } from '../../src/actions/observe-options.ts';
import type { Manifest } from '../../src/core/manifest.ts';
import { createPorts } from '../support/action-ports.ts';
import { deployedBefore } from '../support/deployed-release.ts';
import { rejectionOf } from '../support/error-of.ts';
import { deploymentFact, podFact } from '../support/facts.ts';
import { createMemoryTarget, type MemoryTarget } from '../support/memory-target.ts';

const labels = { 'cli.llmkube.dev/release': 'qwen' };
const available = { updatedReplicas: 1, availableReplicas: 1, Available: 'True' };

function deploymentWith(shape: Parameters<typeof deploymentFact>[0]): Manifest {
  const { object } = deploymentFact(shape);
  return { ...object, metadata: { ...object.metadata, labels } };
}

function targetWith(...objects: readonly Manifest[]): MemoryTarget {
  const target = createMemoryTarget();
  for (const object of objects)
    target.objects.set(`${object.kind}/${object.metadata.name}`, object);
  return target;
}

test('what was read for the plan is believed when it is ready already', async () => {
  const target = createMemoryTarget();
  const unfollowed: MemoryTarget = {
    ...target,
    facts: () => {
      throw new Error('nothing has to be followed');
    },
  };
  const ports = createPorts({ target: unfollowed });
  await observe('qwen', { objects: [deploymentWith(available)], options }, ports);
  expect(ports.events.at(-1)).toMatchObject({ type: 'stageEnded', summary: '1 pod ready' });
});

test.each([
  ['nothing', []],
  ['another Deployment', [deploymentWith({ ...available, uid: 'another' })]],
])('%s in place of what was applied ends the wait', async (_, there) => {
  const target = targetWith(...there);
  const observed = { objects: [deploymentWith({})], options };
  const byUs = await rejectionOf(observe('qwen', observed, createPorts({ target })));
  expect(byUs.code).toBe('RELEASE_SUPERSEDED');
  const { records } = await deployedBefore('engine:1');
  for (const [name, stored] of records) target.records.set(name, stored);
  const byHand = await rejectionOf(observe('qwen', observed, createPorts({ target })));
  expect(byHand.code).toBe('OBJECT_CHANGED');
  expect(byHand.message).toContain('and not by llmkube');
  const expected = { releaseId: 'another life', revision: 1 };
  const replaced = observe('qwen', { ...observed, expected }, createPorts({ target }));
  expect((await rejectionOf(replaced)).code).toBe('RELEASE_SUPERSEDED');
});

test('a release that is not ready after half an hour is still deploying, and says so', async () => {
  const waiting = deploymentWith({});
  const ports = createPorts({ target: targetWith(waiting) });
  const error = await rejectionOf(observe('qwen', { objects: [waiting], options }, ports));
  expect(error.code).toBe('TIMED_OUT');
  expect(error.message).toContain('not ready after 30 min 0 s, there is no pod yet');
  expect(error.suggestions).toContain('llmkube wait qwen -n default');
});

test('Ctrl-C while waiting says that the release goes on without us', async () => {
  const stop = new AbortController();
  const waiting = deploymentWith({});
  const ports = createPorts({ target: targetWith(waiting), signal: stop.signal });
  const observing = rejectionOf(observe('qwen', { objects: [waiting], options }, ports));
  stop.abort('SIGINT');
  const error = await observing;
  expect(error.code).toBe('INTERRUPTED');
  expect(error.message).toContain('it is still deploying in the cluster');
});

test.each([
  [60_000, 'after 1 min 0 s'],
  [90_000, 'after 1 min 30 s'],
])('a time limit of %d ms is kept and said', async (timeoutMilliseconds, words) => {
  const waiting = deploymentWith({});
  const ports = createPorts({ target: targetWith(waiting) });
  const patience = { objects: [waiting], options: { ...options, timeoutMilliseconds } };
  const error = await rejectionOf(observe('qwen', patience, ports));
  expect(error.message).toContain(words);
  expect(ports.clock.monotonic()).toBe(timeoutMilliseconds);
});

test('whoever waits hears every minute that it goes on, and at the end how the pods stand', async () => {
  const { object } = podFact('a', {
    unschedulable: '0/1 nodes are available: 1 Insufficient cpu.',
  });
  const waiting = deploymentWith({});
  const ports = createPorts({ target: targetWith(waiting, object) });
  const patience = { objects: [waiting], options: { ...options, timeoutMilliseconds: 150_000 } };
  const error = await rejectionOf(observe('qwen', patience, ports));
  const beats = ports.events.flatMap((event) => (event.type === 'stillWaiting' ? [event] : []));
  // A wait that a fact cuts short moves this clock as well.
  const minutes = beats.map(({ milliseconds }) => Math.floor(milliseconds / 60_000));
  expect(minutes).toEqual([1, 2]);
  const words =
    /pod a is Queued since 2 min \d+ s: no node has room for it: .*; nothing was undone/;
  expect(error.message).toMatch(words);
  expect(error.facts).toMatchObject({ phase: 'Queued', cause: 'Unschedulable', pod: 'a' });
});
