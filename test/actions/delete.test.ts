import { expect, test } from 'vitest';
import { deleteRelease } from '../../src/actions/delete.ts';
import { deploy } from '../../src/actions/deploy.ts';
import { defaultObserveOptions } from '../../src/actions/observe-options.ts';
import { createPorts } from '../support/action-ports.ts';
import { dyingTarget } from '../support/dying-target.ts';
import { rejectionOf } from '../support/error-of.ts';
import { createMemoryTarget, type MemoryTarget } from '../support/memory-target.ts';

const named = { release: 'qwen', id: 'qwen' };
const patience = { observe: defaultObserveOptions, requireProof: false };
const everything = { ...named, data: true };

async function deployed(): Promise<MemoryTarget> {
  const target = createMemoryTarget();
  const given = {
    model: { source: 'https://models.example/m.gguf' },
    runtime: { image: 'engine:1' },
  };
  await deploy({ ...named, given, wait: false, ...patience }, createPorts({ target }));
  return target;
}

test('pods go first, then the Service, then the claim, and the record last', async () => {
  const target = await deployed();
  const order: string[] = [];
  const watched: MemoryTarget = {
    ...target,
    remove: async (ref, uid) => {
      order.push(ref.kind);
      return target.remove(ref, uid);
    },
    removeRecord: async (release, version) => {
      order.push('record');
      return target.removeRecord(release, version);
    },
  };
  await deleteRelease(everything, createPorts({ target: watched }));
  expect(order).toEqual(['Deployment', 'Service', 'PersistentVolumeClaim', 'record']);
  expect([target.objects.size, target.records.size]).toEqual([0, 0]);
});

test.each([false, true])(
  'a kill at any call leaves what the next delete finishes (call done: %s)',
  async (isCallDone) => {
    const counted = dyingTarget(await deployed());
    await deleteRelease(everything, createPorts({ target: counted.target }));
    for (let atCall = 0; atCall < counted.calls(); atCall += 1) {
      const target = await deployed();
      const dying = createPorts({ target: dyingTarget(target, { atCall, isCallDone }).target });
      await expect(deleteRelease(everything, dying)).rejects.toThrow('The process was killed');
      if (target.records.size > 0) {
        const self = { user: 'ann@here', version: '1', process: 101, isAlive: () => false };
        await deleteRelease(everything, createPorts({ target, self }));
      }
      expect([target.objects.size, target.records.size]).toEqual([0, 0]);
    }
  },
);

test('a delete that is overtaken leaves everything to the other', async () => {
  const target = await deployed();
  const overtaken: MemoryTarget = { ...target, commitRecord: async () => ({ kind: 'changed' }) };
  const error = await rejectionOf(deleteRelease(everything, createPorts({ target: overtaken })));
  expect(error.code).toBe('RELEASE_SUPERSEDED');
  expect([target.objects.size, target.records.size]).toEqual([3, 1]);
});

test('pods that do not go end the delete after two minutes, and the record stays', async () => {
  const target = await deployed();
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'qwen-1', labels: { 'cli.llmkube.dev/release': 'qwen' } },
  };
  target.objects.set('Pod/qwen-1', pod);
  const ports = createPorts();
  const followed: MemoryTarget = {
    ...target,
    facts: (release, signal) => {
      // The time passes once everything that is there has been told.
      setImmediate(() => void ports.clock.sleep(120_000));
      return target.facts(release, signal);
    },
  };
  const error = await rejectionOf(deleteRelease(everything, { ...ports, target: followed }));
  expect(error.message).toBe('Cannot finish deleting `qwen`: Pod default/qwen-1 is still there');
  expect(error.code).toBe('TIMED_OUT');
  expect(target.records.get('qwen')?.record.state).toMatchObject({ phase: 'deleting' });
  expect(target.records.get('qwen')?.record.state.pending).toBeUndefined();
});

test('a delete that is ended before it began leaves the record as it was', async () => {
  const target = await deployed();
  const before = target.records.get('qwen');
  const ports = createPorts({ target, signal: AbortSignal.abort('SIGINT') });
  expect((await rejectionOf(deleteRelease(everything, ports))).code).toBe('INTERRUPTED');
  expect(target.records.get('qwen')).toEqual(before);
});
