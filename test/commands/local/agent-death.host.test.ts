import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DeathMachine, openDeathMachine } from '../../support/agents/death-machine.ts';
import { DeathRound } from '../../support/agents/death-round.ts';
import { dyingChanges } from '../../support/agents/dying-change.ts';
import { expectedAfter, expectedRevived, stateAfter } from '../../support/agents/state-after.ts';

// Half of a round is waiting for something to end.
const machinesAtOnce = 2;
const allSteps = 300_000;
let machines: readonly DeathMachine[] = [];

beforeAll(async () => {
  machines = await Promise.all(Array.from({ length: machinesAtOnce }, openDeathMachine));
  await Promise.all(machines.map((machine) => machine.run(['list', '--local'])));
});

afterAll(() => Promise.all(machines.map((machine) => machine.close())));

/**
 * A kind of step is a call and what it is about. Of each the first of a change is tried, and each
 * write: between two of them what is written down is the same.
 */
const isTried = /, 1$|^write /;

test.each(dyingChanges)(
  'an agent killed at each kind of step and before each write of $what leaves what the next command finishes',
  async (change) => {
    const [first] = machines;
    const steps = first === undefined ? [] : await new DeathRound(first, change).record();
    const left = steps.filter((step) => isTried.test(step));
    expect(left).not.toHaveLength(0);
    const drive = async (machine: DeathMachine) => {
      for (let step = left.shift(); step !== undefined; step = left.shift()) {
        const round = new DeathRound(machine, change);
        const found = await stateAfter(machine, await round.die(step));
        expect.soft(found, step).toEqual(expectedAfter(change, found));
        if (change.isAgentGone !== true) continue;
        const revived = await stateAfter(machine, await round.revive());
        expect.soft(revived, step).toEqual(expectedRevived(change, revived));
      }
    };
    const ends = await Promise.allSettled(machines.map(drive));
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  },
  allSteps,
);
