import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { pollUntil } from '../../support/cluster/poll-until.ts';
import { type LocalMachine, openLocalMachine } from '../../support/local-machine.ts';

let machine: LocalMachine;
let file: string;

beforeAll(async () => {
  machine = await openLocalMachine();
  file = machine.model;
});

beforeEach(async () => {
  expect(await local('deploy', file)).toMatchObject({ exitCode: 0 });
  expect(await machine.run(['metal', 'stop'])).toMatchObject({ exitCode: 0 });
});

afterAll(() => machine?.close());

const local: LocalMachine['json'] = (...words) => machine.json(...words);

test('after a stop of the agent its releases are shown as stopped, and not as on their way', async () => {
  const row = { release: 'tiny', phase: 'Stopped', ready: 0, wanted: 1 };
  expect((await local('list')).events).toMatchObject([{ releases: [row] }]);
  const [status] = (await local('status', 'tiny')).events;
  expect(status).toMatchObject({
    ...row,
    pods: [],
    conditions: [
      { type: 'Applied', status: 'True' },
      { type: 'Available', status: 'False', reason: 'Stopped' },
      { type: 'Ready', status: 'False', reason: 'Stopped' },
      { type: 'InSync', status: 'True' },
    ],
  });
  expect(status).not.toHaveProperty('cause');
  expect((await machine.run(['status', 'tiny', '--local'])).stdout).toMatch(
    /^tiny is Stopped, 0\/1/,
  );
  expect((await machine.run(['list', '--local'])).stdout).toMatch(/tiny +Stopped/);
  expect(await machine.engines()).toEqual([]);
});

test.each([
  { what: 'a deploy that changes nothing', words: ['deploy', 'tiny', '--no-wait'] },
  { what: 'a deploy that changes something', words: ['deploy', 'tiny', '--no-wait', 'CHANGE'] },
  { what: 'a scale to the same number', words: ['scale', 'tiny', '1', '--no-wait'] },
  { what: 'a restart', words: ['restart', 'tiny', '--no-wait'] },
  { what: 'a wait', words: ['wait', 'tiny'] },
])('after a stop of the agent $what starts it again, and nobody is told to', async ({ words }) => {
  const change = ['--context-length', '256'];
  const run = await local(...words.flatMap((word) => (word === 'CHANGE' ? change : word)));
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await machine.agents()).toHaveLength(1);
  const [waited] = (await local('wait', 'tiny')).events.slice(-1);
  expect(waited).toMatchObject({ phase: 'Ready', proof: { state: 'proven' } });
  expect(await machine.engines()).toHaveLength(1);
  await local('deploy', file);
});

test('a deploy after a stop of the agent does not tell of the next deploy', async () => {
  const { events } = await local('deploy', 'tiny', '--context-length', '300', '--no-wait');
  expect(events.at(-1)).toMatchObject({ type: 'result', changes: [{ action: 'update' }] });
  expect(events.filter(({ type }) => type === 'warning')).toEqual([]);
});

test('a plan that is only shown starts no agent that was stopped', async () => {
  const run = await local('deploy', 'tiny', '--dry-run');
  expect(run.events.at(-1)).toMatchObject({ dryRun: true, changes: [{ action: 'unchanged' }] });
  expect(await machine.agents()).toEqual([]);
});

test('a delete after a stop of the agent starts no release that was not named', async () => {
  expect(await local('deploy', 'other', '--source', file)).toMatchObject({ exitCode: 0 });
  await machine.run(['metal', 'stop']);
  expect(await local('delete', 'other')).toMatchObject({ exitCode: 0 });
  expect(await machine.agents()).toEqual([]);
  expect(await machine.engines()).toEqual([]);
  const [list] = (await local('list')).events;
  expect(list).toMatchObject({ releases: [{ release: 'tiny', phase: 'Stopped' }] });
  // The next agent clears away what is left of it.
  expect(await local('wait', 'tiny')).toMatchObject({ exitCode: 0 });
  await pollUntil({ what: 'the logs of a deleted release to go', seconds: 20 }, async () => {
    return !(await readdir(join(machine.state, 'logs'))).includes('other');
  });
});
