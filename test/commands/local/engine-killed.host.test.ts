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

async function onlyEngine(): Promise<number> {
  const [pid = 0, ...others] = await machine.engines();
  expect(others).toEqual([]);
  return pid;
}

/** Kills the engine and tells the milliseconds until another one runs. */
async function killAndWait(): Promise<number> {
  const pid = await onlyEngine();
  const killedAt = performance.now();
  process.kill(pid, 'SIGKILL');
  await pollUntil({ what: 'another engine', seconds: 5 }, async () =>
    (await machine.engines()).some((found) => found !== pid),
  );
  return performance.now() - killedAt;
}

test('an engine that is killed is started again at once', async () => {
  const took = await killAndWait();
  // Of the 0.2 s that it may take, beside what it takes to look.
  expect(took).toBeLessThan(300);
  const { events } = await local('wait', 'tiny');
  expect(events.at(-1)).toMatchObject({ phase: 'Ready', proof: { state: 'proven' } });
  expect((await local('status', 'tiny')).events[0]).toMatchObject({ pods: [{ restarts: 1 }] });
});

test('killed again it backs off, and the cause is said with its last lines', async () => {
  process.kill(await onlyEngine(), 'SIGKILL');
  const [status] = await pollUntil({ what: 'the back-off', seconds: 8 }, async () => {
    const { events } = await local('status', 'tiny');
    return JSON.stringify(events).includes('"code":"Crash"') && events;
  });
  expect(await machine.engines()).toEqual([]);
  expect(JSON.stringify(status)).toContain('was killed: by hand, or by the system');
  const deploy = await local('deploy', 'tiny', '--max-restarts', '0', '--timeout', '20s');
  expect(deploy).toMatchObject({ exitCode: 5 });
  expect(deploy.stdout).toContain('was killed: by hand, or by the system');
});

test('the back-off ends by itself, and the endpoint answers again', async () => {
  const { events } = await local('wait', 'tiny', '--max-restarts', '9', '--timeout', '40s');
  expect(events.at(-1)).toMatchObject({ phase: 'Ready', proof: { state: 'proven' } });
  expect(await local('delete', 'tiny')).toMatchObject({ exitCode: 0 });
  expect(await machine.engines()).toEqual([]);
});
