import { expect, test } from 'vitest';
import { deploy } from '../../src/actions/deploy.ts';
import type { MutationPhase } from '../../src/core/record/mutation-phase.ts';
import { LlmkubeError } from '../../src/errors/llmkube-error.ts';
import { createPorts, type TestPorts } from '../support/action-ports.ts';
import { deployedBefore, inputOf, shapeOf, storedIn } from '../support/deployed-release.ts';
import { dyingTarget } from '../support/dying-target.ts';
import { rejectionOf } from '../support/error-of.ts';
import { createMemoryTarget, type MemoryTarget } from '../support/memory-target.ts';

// A process that was killed is not alive when the next one looks.
const dead = { user: 'ann@here', version: '1.0.0', process: 101, isAlive: () => false };

test.each([
  { title: 'first deploy', before: undefined, isCallDone: false },
  { title: 'first deploy', before: undefined, isCallDone: true },
  { title: 'change of the image', before: 'engine:0', isCallDone: false },
  { title: 'change of the image', before: 'engine:0', isCallDone: true },
])(
  'a kill at any call of a $title leaves what the next run finishes (call done: $isCallDone)',
  async ({ before, isCallDone }) => {
    const undisturbed = await deployedBefore(before);
    const counted = dyingTarget(undisturbed);
    await deploy(inputOf('engine:1'), createPorts({ target: counted.target }));
    expect(counted.calls()).toBeGreaterThan(6);
    for (let atCall = 0; atCall < counted.calls(); atCall += 1) {
      const target = await deployedBefore(before);
      const dying = createPorts({ target: dyingTarget(target, { atCall, isCallDone }).target });
      await expect(deploy(inputOf('engine:1'), dying)).rejects.toThrow('The process was killed');
      const next = createPorts({ target, self: dead });
      await deploy(inputOf('engine:1'), next);
      expect(shapeOf(target)).toEqual(shapeOf(undisturbed));
      expect(next.slept).toEqual([]);
    }
  },
);

/** Ports whose signal aborts as soon as so many objects were applied. */
function interruptedAfter(target: MemoryTarget, count: number): TestPorts {
  const stop = new AbortController();
  const ports = createPorts({ target, signal: stop.signal });
  let applied = 0;
  const emit: TestPorts['emit'] = (event) => {
    ports.events.push(event);
    if (event.type === 'objectApplied') applied += 1;
    if (applied === count) stop.abort('SIGINT');
  };
  return { ...ports, emit };
}

test.each([1, 2])(
  'Ctrl-C after %i of 3 writes starts no further one and says so',
  async (count) => {
    const target = createMemoryTarget();
    const error = await rejectionOf(deploy(inputOf('engine:1'), interruptedAfter(target, count)));
    expect(error.code).toBe('INTERRUPTED');
    expect(error.message).toBe(
      `Cannot deploy \`qwen\`: interrupted, ${count} of 3 changes were made`,
    );
    expect(target.objects.size).toBe(count);
    const { state } = target.records.get('qwen')?.record ?? {};
    expect(state?.phase).toBe<MutationPhase>('interrupted');
    expect(state?.pending).toBeUndefined();
    expect(state?.inventory).toHaveLength(3);
    await deploy(inputOf('engine:1'), createPorts({ target }));
    expect(shapeOf(target)).toEqual(shapeOf(await deployedBefore('engine:1')));
  },
);

test('Ctrl-C after the last write is too late to undo it, and the record says deployed', async () => {
  const target = createMemoryTarget();
  await deploy(inputOf('engine:1'), interruptedAfter(target, 3));
  expect(shapeOf(target)).toEqual(shapeOf(await deployedBefore('engine:1')));
});

test('an object that is refused ends the deploy as failed, and the next run finishes', async () => {
  const target = createMemoryTarget();
  const refused = new LlmkubeError('QUOTA_EXCEEDED', 'Cannot apply Service: no room');
  const full: MemoryTarget = {
    ...target,
    apply: async (manifest) => {
      if (manifest.kind === 'Service') throw refused;
      return target.apply(manifest);
    },
  };
  const error = await rejectionOf(deploy(inputOf('engine:1'), createPorts({ target: full })));
  expect(error).toMatchObject({
    code: 'QUOTA_EXCEEDED',
    message: 'Cannot apply Service: no room; 1 of 3 changes were made before',
    suggestions: ['the same command again'],
  });
  const { state } = target.records.get('qwen')?.record ?? {};
  expect(state).toMatchObject({ phase: 'failed', revision: 0 });
  expect(state?.pending).toBeUndefined();
  expect([...target.objects.keys()]).toEqual(['PersistentVolumeClaim/qwen-cache']);
  await deploy(inputOf('engine:1'), createPorts({ target }));
  expect(shapeOf(target)).toEqual(shapeOf(await deployedBefore('engine:1')));
});

test('an object that somebody makes between plan and write is planned for, not taken over', async () => {
  const target = createMemoryTarget();
  let isFirst = true;
  const raced: MemoryTarget = {
    ...target,
    apply: async (manifest) => {
      if (isFirst) {
        isFirst = false;
        throw new LlmkubeError('OBJECT_CHANGED', 'Cannot apply it: it was made again');
      }
      return target.apply(manifest);
    },
  };
  const ports = createPorts({ target: raced });
  expect(await deploy(inputOf('engine:1'), ports)).toMatchObject({ revision: 1 });
  expect(shapeOf(target)).toEqual(shapeOf(await deployedBefore('engine:1')));
});

test('a claim that is held while it goes ends the deploy after a minute and names what holds it', async () => {
  const target = await deployedBefore('engine:0');
  const claim = target.objects.get('PersistentVolumeClaim/qwen-cache');
  const finalizers = ['kubernetes.io/pvc-protection'];
  if (claim === undefined) throw new Error('there is no claim');
  const metadata = { ...claim.metadata, deletionTimestamp: '2026-01-01T00:00:00Z', finalizers };
  target.objects.set('PersistentVolumeClaim/qwen-cache', { ...claim, metadata });
  const ports = createPorts({ target });
  const error = await rejectionOf(deploy(inputOf('engine:1'), ports));
  expect(error.code).toBe('OBJECT_TERMINATING');
  expect(error.message).toContain('held by kubernetes.io/pvc-protection');
  expect(ports.slept.reduce((sum, one) => sum + one, 0)).toBe(60_000);
});

test.each(['failed', 'interrupted', 'deleting'] as const)(
  'a record that says %s is made to say deployed, even when no object differs',
  async (phase) => {
    const target = await deployedBefore('engine:1');
    const { record, version } = storedIn(target);
    await target.commitRecord({ ...record, state: { ...record.state, phase } }, version);
    await deploy(inputOf('engine:1'), createPorts({ target }));
    expect(storedIn(target).record.state.phase).toBe('deployed');
  },
);
