import { afterAll, beforeAll, expect, test } from 'vitest';
import { DeathRound } from '../../support/agents/death-round.ts';
import { dyingChanges } from '../../support/agents/dying-change.ts';
import { expectedAfter, loneEngineScript, stateAfter } from '../../support/agents/state-after.ts';
import { type LocalMachine, openLocalMachine } from '../../support/local-machine.ts';
import { realEngineScript } from '../../support/local-user.ts';

// Half of a round is waiting for something to end.
const machinesAtOnce = 2;
const allSteps = 300_000;
let machines: readonly LocalMachine[] = [];

beforeAll(async () => {
  const script = loneEngineScript(await realEngineScript());
  const opening = Array.from({ length: machinesAtOnce }, () => openLocalMachine(script));
  machines = await Promise.all(opening);
  await Promise.all(machines.map((machine) => machine.run(['list', '--local'])));
});

afterAll(() => Promise.all(machines.map((machine) => machine.close())));

/** A kind of step is a call and what it is about; of each the first of a change is tried. */
const isFirstOfItsKind = /, 1$/;

test.each(dyingChanges)(
  'an agent killed at each kind of step of $what leaves what the next command finishes',
  async (change) => {
    const [first] = machines;
    const steps = first === undefined ? [] : await new DeathRound(first, change).record();
    const left = steps.filter((step) => isFirstOfItsKind.test(step));
    expect(left).not.toHaveLength(0);
    const drive = async (machine: LocalMachine) => {
      for (let step = left.shift(); step !== undefined; step = left.shift()) {
        const outcome = await new DeathRound(machine, change).die(step);
        const found = await stateAfter(machine, outcome);
        expect.soft(found, step).toEqual(expectedAfter(change, found));
      }
    };
    const ends = await Promise.allSettled(machines.map(drive));
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  },
  allSteps,
);
