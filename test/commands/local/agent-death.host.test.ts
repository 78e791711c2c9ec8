import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalMachine, openLocalMachine } from '../../support/local-machine.ts';

let machine: LocalMachine;
let file: string;

beforeAll(async () => {
  machine = await openLocalMachine();
  file = machine.model;
});

afterAll(() => machine?.close());

const script = join(import.meta.dirname, '../../support/agents/dying-agent.ts');
/** More steps than any of these changes has. */
const mostSteps = 60;
/** Five commands for each step. */
const allSteps = 400_000;

interface Change {
  readonly what: string;
  readonly before: readonly (readonly string[])[];
  readonly words: readonly string[];
  /** How many engines there are when it is over. */
  readonly engines: number;
}

const changes: readonly Change[] = [
  { what: 'a first deploy', before: [['delete', 'tiny']], words: ['deploy', 'FILE'], engines: 1 },
  {
    what: 'a deploy that replaces the engine',
    before: [['deploy', 'FILE', '--context-length', '256']],
    words: ['deploy', 'tiny', '--context-length', '128'],
    engines: 1,
  },
  { what: 'a restart', before: [['deploy', 'FILE']], words: ['restart', 'tiny'], engines: 1 },
  {
    what: 'a stop',
    before: [['deploy', 'FILE', '--replicas', '1']],
    words: ['scale', 'tiny', '0'],
    engines: 0,
  },
  {
    what: 'a delete',
    before: [['deploy', 'FILE', '--replicas', '1']],
    words: ['delete', 'tiny'],
    engines: 0,
  },
];

test.each(changes)(
  'an agent that is killed at any step of $what leaves what the next one finishes',
  async ({ before, words, engines }) => {
    for (let steps = 1; ; steps += 1) {
      for (const earlier of before) await run(earlier);
      await machine.run(['metal', 'stop']);
      const agent = await startDying(steps);
      await run(words);
      // Two ends that are told in one turn of the loop are told one after the other.
      await nextTurn();
      const died = hasEnded(agent);
      const again = words[0] === 'delete' ? ['list'] : words;
      expect(await run(again), `after ${steps} steps`).toMatchObject({ exitCode: 0 });
      expect(await machine.engines(), `after ${steps} steps`).toHaveLength(engines);
      expect((await machine.agents()).length).toBeLessThan(2);
      if (!died) await end(agent);
      if (!died) return expect(steps).toBeGreaterThan(3);
      expect(steps).toBeLessThan(mostSteps);
    }
  },
  allSteps,
);

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

async function end(agent: ChildProcess): Promise<void> {
  if (hasEnded(agent)) return;
  const ended = once(agent, 'exit');
  agent.kill('SIGKILL');
  await ended;
}

async function run(words: readonly string[]) {
  return await machine.run([...words.map((word) => (word === 'FILE' ? file : word)), '--local']);
}

async function startDying(steps: number): Promise<ChildProcess> {
  const agent = spawn(process.execPath, [script, String(steps)], {
    env: { ...machine.env, PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(agent.stdout, 'data');
  return agent;
}
