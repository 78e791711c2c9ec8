import { expect, test } from 'vitest';
import { deploy } from '../../src/actions/deploy.ts';
import { createPorts } from '../support/action-ports.ts';
import { deployedBefore, inputOf, shapeOf, storedIn } from '../support/deployed-release.ts';
import { rejectionOf } from '../support/error-of.ts';
import type { MemoryTarget } from '../support/memory-target.ts';

/** The same target, where somebody else writes the record just before our n-th commit. */
function overtaken(target: MemoryTarget, isOvertaken: (commits: number) => boolean): MemoryTarget {
  let commits = 0;
  return {
    ...target,
    commitRecord: async (record, version) => {
      commits += 1;
      const stored = await target.readRecord(record.release);
      if (stored !== undefined && isOvertaken(commits)) {
        await target.commitRecord(stored.record, stored.version);
      }
      return target.commitRecord(record, version);
    },
  };
}

test('who is overtaken at the lock plans again, and gives up in the end', async () => {
  const once = await deployedBefore('engine:0');
  const ports = createPorts({ target: overtaken(once, (commits) => commits === 1) });
  expect(await deploy(inputOf('engine:1'), ports)).toMatchObject({ revision: 2 });
  expect(ports.events.filter(({ type }) => type === 'planComputed')).toHaveLength(2);
  const always = await deployedBefore('engine:0');
  const target = overtaken(always, () => true);
  const error = await rejectionOf(deploy(inputOf('engine:1'), createPorts({ target })));
  expect(error.code).toBe('RELEASE_LOCKED');
  expect(shapeOf(always)).toEqual(shapeOf(await deployedBefore('engine:0')));
});

test('who is overtaken at the end does not call the release deployed', async () => {
  const whole = await deployedBefore('engine:0');
  const target = overtaken(whole, (commits) => commits === 2);
  const error = await rejectionOf(deploy(inputOf('engine:1'), createPorts({ target })));
  expect(error.code).toBe('RELEASE_SUPERSEDED');
  expect(whole.records.get('qwen')?.record.state.revision).toBe(1);
});

test('a lock that somebody takes just when the last one is given back is waited for too', async () => {
  const target = await deployedBefore('engine:0');
  await hold(target, 'bob@there');
  const givenBack: string[] = [];
  const ports = createPorts({ target });
  const clock = {
    ...ports.clock,
    sleep: async (milliseconds: number) => {
      await ports.clock.sleep(milliseconds);
      givenBack.push(await giveBack(target));
    },
  };
  let reads = 0;
  const handed: MemoryTarget = {
    ...target,
    readRecord: async (release) => {
      reads += 1;
      // Plan, wait and its first poll have read it; now comes the plan on the free release.
      if (reads === 4) await hold(target, 'carol@there');
      return target.readRecord(release);
    },
  };
  const result = await deploy(inputOf('engine:1'), { ...ports, target: handed, clock });
  expect(result.revision).toBe(2);
  expect(givenBack).toEqual(['committed', 'committed']);
});

async function hold(target: MemoryTarget, holder: string): Promise<void> {
  const { record, version } = storedIn(target);
  const startedAt = '2026-01-01T00:00:00Z';
  const pending = { operation: holder, holder, process: 7, startedAt, kind: 'deploy' as const };
  await target.commitRecord({ ...record, state: { ...record.state, pending } }, version);
}

async function giveBack(target: MemoryTarget): Promise<string> {
  const { record, version } = storedIn(target);
  const { pending: _, ...state } = record.state;
  return (await target.commitRecord({ ...record, state }, version)).kind;
}
