import { mkdir, readdir, readFile, rm, truncate } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { pollUntil } from '../../support/cluster/poll-until.ts';
import { type LocalMachine, openLocalMachine } from '../../support/local-machine.ts';

async function openUser(engineScript?: string) {
  const machine = await openLocalMachine(engineScript);
  onTestFinished(() => machine.close());
  return { machine, model: machine.model, local: machine.json };
}

async function killAgent(machine: LocalMachine): Promise<void> {
  const [agent = 0] = await machine.agents();
  process.kill(agent, 'SIGKILL');
  await pollUntil({ what: 'the end of the agent', seconds: 5 }, async () => {
    return (await machine.agents()).length === 0;
  });
}

async function hold(port: number): Promise<Server | undefined> {
  const server = createServer().listen(port, '127.0.0.1');
  return await new Promise((resolve) => {
    server.once('listening', () => resolve(server)).once('error', () => resolve(undefined));
  });
}

test('a fault of one release leaves the agent and the other releases as they are', async () => {
  const { machine, model, local } = await openUser();
  expect(await local('deploy', model, '--name', 'well')).toMatchObject({ exitCode: 0 });
  const [engine] = await machine.engines();
  expect(await local('deploy', model, '--name', 'ill')).toMatchObject({ exitCode: 0 });
  const agents = await machine.agents();
  const state = join(machine.state, 'engines/ill.json');
  await rm(state);
  await mkdir(join(state, 'full'), { recursive: true });
  await local('delete', 'ill');
  await pollUntil({ what: 'the fault to be said', seconds: 10 }, async () =>
    (await machine.log()).some(
      ({ message, release }) => message === 'a release cannot be looked after' && release === 'ill',
    ),
  );
  expect(await machine.agents()).toEqual(agents);
  expect(await machine.engines()).toEqual([engine]);
  expect(await local('wait', 'well')).toMatchObject({ exitCode: 0 });
  await rm(state, { recursive: true });
  expect(await machine.run(['metal', 'stop'])).toMatchObject({ exitCode: 0 });
  // A process that has ended stays in the list until its parent has heard of it.
  await pollUntil({ what: 'nothing that runs', seconds: 5 }, async () => {
    return (await machine.engines()).length + (await machine.agents()).length === 0;
  });
});

test('an agent that cannot read what is wanted ends no engine', async () => {
  const { machine, model, local } = await openUser();
  expect(await local('deploy', model, '--name', 'a')).toMatchObject({ exitCode: 0 });
  expect(await local('deploy', model, '--name', 'b')).toMatchObject({ exitCode: 0 });
  const engines = (await machine.engines()).toSorted();
  const folder = join(machine.state, 'desired/b');
  for (const name of await readdir(folder)) await truncate(join(folder, name), 100);
  await killAgent(machine);
  expect(await local('status', 'a')).toMatchObject({ exitCode: 0 });
  await pollUntil({ what: 'the fault to be said', seconds: 10 }, async () =>
    (await machine.log()).some(({ message }) => message === 'what is wanted cannot be read'),
  );
  expect((await machine.engines()).toSorted()).toEqual(engines);
  expect((await readdir(join(machine.state, 'logs/b'))).length).toBeGreaterThan(0);
});

test('an agent that cannot have its port ends whole', async () => {
  const { machine, model, local } = await openUser();
  expect(await local('deploy', model)).toMatchObject({ exitCode: 0 });
  await killAgent(machine);
  // A process that is killed has its port for a moment more.
  const holder = await pollUntil({ what: 'the port', seconds: 5 }, () => hold(machine.port));
  const refused = await local('list');
  expect(refused.events.at(-1)).toMatchObject({ error: { code: 'AGENT_PORT_TAKEN' } });
  await pollUntil({ what: 'the end of the agent', seconds: 5 }, async () => {
    return (await machine.agents()).length === 0;
  });
  holder.close();
  // Reads the log as lines of JSON.
  expect((await machine.log()).length).toBeGreaterThan(0);
  expect(await local('wait', 'tiny')).toMatchObject({ exitCode: 0 });
});

test('a release that is called like the socket of an agent is kept', async () => {
  const { machine, model, local } = await openUser();
  expect(await local('deploy', model, '--name', 'agent-7')).toMatchObject({ exitCode: 0 });
  const engines = await machine.engines();
  await killAgent(machine);
  expect(await local('wait', 'agent-7')).toMatchObject({ exitCode: 0 });
  expect(await machine.engines()).toEqual(engines);
});

test('a row of crashes goes on to count after a change of the agent', async () => {
  const { machine, model, local } = await openUser(
    `#!/bin/sh\n[ "$1" = --version ] && echo 'version: 9999 (abc)' && exit 0\necho broken; exit 3\n`,
  );
  await local('deploy', model, '--no-wait');
  await pollUntil({ what: 'the back-off', seconds: 10 }, async () =>
    (await machine.log()).some(({ nextStartIn }) => nextStartIn === 10_000),
  );
  await killAgent(machine);
  const [status] = await pollUntil({ what: 'the last words', seconds: 5 }, async () => {
    const { events } = await local('status', 'tiny');
    return JSON.stringify(events).includes('broken') && events;
  });
  expect(status).toMatchObject({ pods: [{ restarts: 1 }] });
  const log = await machine.log();
  const since = log.slice(log.findLastIndex(({ message }) => message === 'the agent starts'));
  expect(since.map(({ message }) => message)).not.toContain('starts an engine');
});

test('who stops during the last requests of an agent that goes stops what it leaves', async () => {
  const engine = join(import.meta.dirname, '../../support/engines/slow-engine.ts');
  const { machine, model, local } = await openUser(
    `#!/bin/sh\n[ "$1" = --version ] && echo 'version: 9999 (abc)' && exit 0\nexec '${process.execPath}' '${engine}' "$@"\n`,
  );
  expect(await local('deploy', model)).toMatchObject({ exitCode: 0 });
  // Only a machine with other users has one.
  const key = await readFile(join(machine.state, 'api-key'), 'utf8').catch(() => 'none');
  const stream = await fetch(`http://127.0.0.1:${machine.port}/v1/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key.trim()}` },
    body: JSON.stringify({ model: 'tiny', prompt: 'a', stream: true, max_tokens: 1000 }),
  });
  expect(stream.status).toBe(200);
  const [agent = 0] = await machine.agents();
  process.kill(agent, 'SIGTERM');
  await pollUntil({ what: 'the agent to go', seconds: 5 }, async () =>
    (await machine.log()).some(({ message }) => message === 'the agent ends'),
  );
  expect(await machine.run(['metal', 'stop'])).toMatchObject({ exitCode: 0 });
  expect(await machine.engines()).toEqual([]);
  // Its engine was ended.
  await stream.text().catch(() => undefined);
  expect((await machine.run(['metal', 'status', '-o', 'json'])).events[0]).toMatchObject({
    phase: 'Stopped',
  });
});
