import { expect, test } from 'vitest';
import { awaitLock } from '../../src/actions/await-lock.ts';
import type { Ports } from '../../src/actions/ports.ts';
import type { StoredRecord } from '../../src/core/target.ts';
import { createPorts, type TestPorts } from '../support/action-ports.ts';
import { rejectionOf } from '../support/error-of.ts';
import { createMemoryTarget, type MemoryTarget } from '../support/memory-target.ts';
import { recordWith } from '../support/records.ts';

const seconds = (ports: TestPorts) => ports.slept.reduce((sum, one) => sum + one, 0) / 1000;

/** A release that somebody holds, who started at a time of a clock of his own. */
async function heldBy(holder: string, startedAt = '2026-01-01T00:00:00Z'): Promise<MemoryTarget> {
  const target = createMemoryTarget();
  const { state, ...rest } = recordWith();
  const pending = { operation: 'o', holder, process: 7, startedAt, kind: 'deploy' as const };
  await target.commitRecord({ ...rest, state: { ...state, pending } }, undefined);
  return target;
}

/** The same target, whose record is written by others before the n-th read of it. */
function movedAt(target: MemoryTarget, isMoved: (reads: number) => boolean): MemoryTarget {
  let reads = 0;
  return {
    ...target,
    readRecord: async (release) => {
      reads += 1;
      const stored = await target.readRecord(release);
      if (stored === undefined || !isMoved(reads)) return stored;
      await target.commitRecord(stored.record, stored.version);
      return target.readRecord(release);
    },
  };
}

const elsewhere = { user: 'ann@here', version: '1', process: 100, isAlive: () => false };

test('a release that nobody holds is given back without a wait', async () => {
  const ports = createPorts();
  expect(await awaitLock('qwen', ports)).toBeUndefined();
  await ports.target.commitRecord(recordWith(), undefined);
  expect((await awaitLock('qwen', ports))?.record).toEqual(recordWith());
  expect({ slept: ports.slept, events: ports.events }).toEqual({ slept: [], events: [] });
});

test('a holder of this machine whose process is gone is not waited for', async () => {
  const asked: number[] = [];
  const self = { ...elsewhere, isAlive: (process: number) => asked.push(process) === 0 };
  const ports = createPorts({ target: await heldBy('ann@here'), self });
  expect((await awaitLock('qwen', ports))?.record.state.pending?.process).toBe(7);
  expect(asked).toEqual([7]);
  expect(ports.slept).toEqual([]);
});

test.each([
  ['a living holder of this machine', 'ann@here', true],
  ['a holder of another machine, whose processes nobody here knows', 'bob@there', false],
])('%s is waited for and announced once', async (_, holder, isAlive) => {
  const target = await heldBy(holder);
  const ports = createPorts({ target, self: { ...elsewhere, isAlive: () => isAlive } });
  let polls = 0;
  const clock = {
    ...ports.clock,
    sleep: async (milliseconds: number) => {
      polls += 1;
      await ports.clock.sleep(milliseconds);
      if (polls === 3) await release(target);
    },
  };
  const stored = await awaitLock('qwen', { ...ports, clock });
  expect(stored?.record.state.pending).toBeUndefined();
  expect(polls).toBe(3);
  expect(ports.events).toEqual([{ type: 'lockAwaited', holder: `${holder} (process 7)` }]);
});

test.each(['2026-01-01T02:00:00Z', '2025-12-31T22:00:00Z'])(
  'a record that stands still for two minutes of our clock is free, whatever its own says: %s',
  async (startedAt) => {
    const ports = createPorts({ target: await heldBy('bob@there', startedAt) });
    const stored = await awaitLock('qwen', ports);
    expect(stored?.record.state.pending?.holder).toBe('bob@there');
    expect(seconds(ports)).toBe(120);
  },
);

test('a holder who writes now and then is never taken over, and waited for only so long', async () => {
  const target = movedAt(await heldBy('bob@there'), (reads) => reads % 20 === 0);
  const ports = createPorts({ target });
  const error = await rejectionOf(awaitLock('qwen', ports));
  expect(error.code).toBe('RELEASE_LOCKED');
  expect(error.message).toBe('Cannot change release `qwen`: bob@there (process 7) is changing it');
  expect(seconds(ports)).toBe(150);
});

test('Ctrl-C ends the wait, and nothing was changed', async () => {
  const stop = new AbortController();
  const target = await heldBy('bob@there');
  const ports = createPorts({ target, signal: stop.signal });
  const emit: Ports['emit'] = () => stop.abort('SIGINT');
  const before = await target.readRecord('qwen');
  const error = await rejectionOf(awaitLock('qwen', { ...ports, emit }));
  expect(error.code).toBe('INTERRUPTED');
  expect(error.message).toContain('nothing was changed');
  expect(await target.readRecord('qwen')).toEqual(before);
});

async function release(target: MemoryTarget): Promise<void> {
  const { record, version } = (await target.readRecord('qwen')) as StoredRecord;
  const { pending: _, ...state } = record.state;
  await target.commitRecord({ ...record, state }, version);
}
