import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pollUntil } from '../../support/cluster/poll-until.ts';
import { type LocalMachine, openLocalMachine } from '../../support/local-machine.ts';

let machine: LocalMachine;

beforeAll(async () => {
  machine = await openLocalMachine();
  const file = machine.model;
  expect(await local('deploy', file)).toMatchObject({ exitCode: 0 });
});

afterAll(() => machine?.close());

const local: LocalMachine['json'] = (...words) => machine.json(...words);

type Entry = Readonly<Record<string, unknown>>;

/** What the log says of an engine, without the times; waits for a last line with that message. */
async function saidOf(pid: number, last: string): Promise<readonly Entry[]> {
  return await pollUntil({ what: `"${last}" in the log`, seconds: 20 }, async () => {
    const lines = (await machine.log()).filter((line) => line.pid === pid);
    const said = lines.map(({ time: _, ...entry }) => entry);
    return said.at(-1)?.message === last && said;
  });
}

async function onlyEngine(): Promise<number> {
  const [pid = 0, ...others] = await machine.engines();
  expect(others).toEqual([]);
  return pid;
}

const release = 'tiny';
const startOf = (pid: number) => ({
  message: 'starts an engine',
  release,
  pid,
  plan: expect.stringMatching(/^[0-9a-f]{8,}$/),
});
const answerOf = (pid: number) => ({ message: 'an engine answers', release, pid });

test('the log tells of a start and of the first answer, and of the agent that takes over', async () => {
  const pid = await onlyEngine();
  const message = 'an engine answers';
  expect(await saidOf(pid, message)).toEqual([startOf(pid), answerOf(pid)]);
  const [agent = 0] = await machine.agents();
  process.kill(agent, 'SIGKILL');
  const what = 'the agent to end';
  await pollUntil({ what, seconds: 20 }, async () => (await machine.agents()).length === 0);
  expect(await local('wait', 'tiny')).toMatchObject({ exitCode: 0 });
  expect(await saidOf(pid, message)).toEqual([
    startOf(pid),
    answerOf(pid),
    { message: 'takes over an engine that runs', release, pid },
    answerOf(pid),
  ]);
});

test('the log tells of an engine that is ended, and that it had to be killed', async () => {
  const before = await onlyEngine();
  // The system keeps SIGTERM back from it.
  process.kill(before, 'SIGSTOP');
  expect(await local('restart', 'tiny')).toMatchObject({ exitCode: 0 });
  expect((await saidOf(before, 'has ended an engine')).slice(-2)).toEqual([
    { message: 'had to kill an engine that did not end', release, pid: before },
    { message: 'has ended an engine', release, pid: before },
  ]);
  const after = await onlyEngine();
  expect(await saidOf(after, 'an engine answers')).toEqual([startOf(after), answerOf(after)]);
});

test('the log tells of a crash, of its cause and of when the next start is', async () => {
  for (const nextStartIn of [0, 10_000]) {
    const pid = await onlyEngine();
    process.kill(pid, 'SIGKILL');
    const cause = 'exit code 137';
    expect(await saidOf(pid, 'an engine has ended')).toEqual([
      startOf(pid),
      answerOf(pid),
      { message: 'an engine has ended', release, pid, cause, nextStartIn },
    ]);
    if (nextStartIn === 0) expect(await local('wait', 'tiny')).toMatchObject({ exitCode: 0 });
  }
});

test('each line of the log is an object with a time, one after the other', async () => {
  const [agent] = await machine.agents();
  expect(await machine.run(['metal', 'stop'])).toMatchObject({ exitCode: 0 });
  expect(agent).toBeGreaterThan(0);
  const text = await readFile(join(machine.state, 'logs/agent.log'), 'utf8');
  expect(text.endsWith('\n')).toBe(true);
  const lines: Entry[] = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const times = lines.map(({ time }) => String(time));
  for (const time of times) expect(new Date(time).toISOString()).toBe(time);
  expect(times).toEqual(times.toSorted());
  expect(lines.at(-1)).toMatchObject({ message: 'the agent ends', how: 'stopped' });
});
