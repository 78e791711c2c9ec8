import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { pollUntil } from '../../support/cluster/poll-until.ts';
import { type LocalMachine, openLocalMachine } from '../../support/local-machine.ts';
import { runCliInTerminal } from '../../support/run-cli-in-terminal.ts';

let machine: LocalMachine;
let file: string;

beforeAll(async () => {
  machine = await openLocalMachine();
  file = machine.model;
});

beforeEach(async () => void (await deploy()));
afterAll(() => machine?.close());

const local: LocalMachine['json'] = (...words) => machine.json(...words);

async function deploy() {
  const run = await local('deploy', file);
  expect(run).toMatchObject({ exitCode: 0 });
  return run;
}

async function gone(what: () => Promise<readonly number[]>): Promise<void> {
  await pollUntil(
    { what: 'processes to go', seconds: 20 },
    async () => (await what()).length === 0,
  );
}

const stoppedNotice =
  /the agent of this machine was stopped: the next deploy, wait, restart or scale/;

test.each([2, 8])('%i commands at once start one agent, and each succeeds', async (count) => {
  await machine.run(['metal', 'stop']);
  await gone(machine.agents);
  const runs = await Promise.all(Array.from({ length: count }, () => deploy()));
  for (const { events } of runs) expect(events.at(-1)).toMatchObject({ type: 'result' });
  expect(await machine.agents()).toHaveLength(1);
  expect(await machine.engines()).toHaveLength(1);
});

test('the agent is shown and stopped, stays so for who reads, and starts for who deploys', async () => {
  const [status] = (await machine.run(['metal', 'status', '-o', 'json'])).events;
  const [agent] = await machine.agents();
  const url = `http://127.0.0.1:${machine.port}/v1`;
  expect(status).toMatchObject({ phase: 'Running', pid: agent, url, releases: 1 });
  expect((await machine.run(['metal', 'status'])).stdout).toContain(`process ${agent})`);
  expect((await machine.run(['metal', 'stop', '-o', 'json'])).events).toEqual([
    { phase: 'Stopped', wasRunning: true },
  ]);
  expect(await machine.engines()).toEqual([]);
  expect((await machine.run(['metal', 'stop'])).stdout).toBe('no agent runs\n');
  for (const words of [['list'], ['status', 'tiny'], ['chat', 'tiny', 'Hi', '--once']]) {
    expect((await machine.run([...words, '--local'])).stderr, words[0]).toMatch(stoppedNotice);
  }
  await gone(machine.agents);
  expect((await machine.run(['metal', 'status'])).stdout).toContain('the agent was stopped');
  expect((await local('restart', 'tiny')).events.at(-1)).toMatchObject({ type: 'result' });
  expect(await machine.engines()).toHaveLength(1);
});

test('after an agent that was killed the next command has one that keeps the engine', async () => {
  const [agent = 0] = await machine.agents();
  const engines = await machine.engines();
  process.kill(agent, 'SIGKILL');
  await gone(machine.agents);
  const shown = await machine.run(['metal', 'status', '-o', 'json']);
  expect(shown.events).toMatchObject([{ phase: 'Missing' }]);
  expect((await machine.run(['metal', 'status'])).stdout).toContain('and releases need one');
  const run = await machine.run(['status', 'tiny', '--local']);
  expect(run.stderr).toContain('the agent of this machine had ended: a new one looks after');
  expect(run.stdout).toContain('tiny is Ready');
  expect(await machine.engines()).toEqual(engines);
  expect(await machine.agents()).toHaveLength(1);
  process.kill((await machine.agents())[0] ?? 0, 'SIGKILL');
  await gone(machine.agents);
  expect(await local('chat', 'tiny', 'Hi', '--once')).toMatchObject({ exitCode: 0 });
  expect(await machine.engines()).toEqual(engines);
  const [pid] = engines;
  const message = 'takes over an engine that runs';
  expect(await machine.log()).toContainEqual(
    expect.objectContaining({ message, release: 'tiny', pid }),
  );
});

test('after a start of the machine the next command restores what should run', async () => {
  const before = await machine.engines();
  for (const pid of [...(await machine.agents()), ...before]) process.kill(pid, 'SIGKILL');
  await gone(machine.agents);
  await gone(machine.engines);
  await forgetBoot(join(machine.state, 'agent/agent'));
  await forgetBoot(join(machine.state, 'engines'));
  const run = await machine.run(['list', '--local']);
  expect(run.stderr).toContain('this machine was started anew: its releases are started again');
  expect((await local('wait', 'tiny')).events.at(-1)).toMatchObject({ phase: 'Ready' });
  expect(await machine.engines()).toHaveLength(1);
});

async function forgetBoot(folder: string): Promise<void> {
  for (const name of (await readdir(folder)).filter((each) => each.endsWith('.json'))) {
    const text = await readFile(join(folder, name), 'utf8');
    await writeFile(join(folder, name), text.replace(/"bootId":"[^"]*"/, '"bootId":"earlier"'));
  }
}

test('a signal of the system leaves the engine to the next agent', async () => {
  const [agent = 0] = await machine.agents();
  const engines = await machine.engines();
  process.kill(agent, 'SIGTERM');
  await gone(machine.agents);
  expect(await machine.engines()).toEqual(engines);
  await deploy();
  expect(await machine.engines()).toEqual(engines);
});

test('the next agent removes what one that was killed over its first start has left', async () => {
  const left = join(machine.state, 'agent/.new-abcdef');
  await mkdir(left);
  await utimes(left, 0, 0);
  await machine.run(['metal', 'stop']);
  await deploy();
  expect(await readdir(join(machine.state, 'agent'))).not.toContain('.new-abcdef');
});

test('one in the foreground beside another is refused, and leaves the other alone', async () => {
  const [agent] = await machine.agents();
  const run = await machine.run(['metal', 'serve', '--local']);
  expect(run.exitCode).toBe(8);
  expect(run.stderr).toContain(`another agent does, process ${agent}`);
  expect(await machine.agents()).toEqual([agent]);
});

test('Ctrl-C in a terminal ends the agent there and its engines', async () => {
  await machine.run(['metal', 'stop']);
  await gone(machine.agents);
  const { env } = machine;
  const type = { at: /an engine answers/, keys: '\u0003' };
  const run = await runCliInTerminal(['metal', 'serve', '--local'], { env, type });
  expect(run.exitCode).toBe(130);
  expect(run.screen).not.toContain('{"time"');
  expect(await machine.engines()).toEqual([]);
});

const script = join(import.meta.dirname, '../../support/agents/agent-of.ts');

test('a newer llmkube replaces the agent and keeps the engine', async () => {
  await machine.run(['metal', 'stop']);
  await gone(machine.agents);
  const older = startAgentOf('0.0.0-alpha', 600_000);
  await older.hasSaid(/an engine answers/);
  const engines = await machine.engines();
  const runs = await Promise.all([local('list'), local('list'), local('list')]);
  expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
  expect(runs.map(({ stderr }) => stderr).join()).toContain('a newer agent takes over');
  expect(await older.end).toBe('ready\nhandedOver');
  expect(await machine.engines()).toEqual(engines);
  expect(await machine.agents()).toHaveLength(1);
});

test('an agent without a release ends after a while, and the next command needs none', async () => {
  await local('delete', 'tiny');
  await machine.run(['metal', 'stop']);
  await gone(machine.agents);
  const agent = startAgentOf('0.0.0', 200);
  await agent.hasSaid(/ready/);
  expect(await agent.end).toBe('ready\nidle');
  expect((await machine.run(['metal', 'status', '-o', 'json'])).events).toMatchObject([
    { phase: 'Absent' },
  ]);
});

function startAgentOf(version: string, idleMilliseconds: number) {
  const { PATH = '' } = process.env;
  const child = execa(process.execPath, [script, version, String(idleMilliseconds)], {
    env: { PATH, ...machine.env },
    extendEnv: false,
  });
  let said = '';
  const hear = (text: Buffer) => {
    said += text.toString();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const hasSaid = async (what: RegExp) => {
    await pollUntil({ what: `the agent to say ${what}`, seconds: 20 }, () => what.test(said));
  };
  return { hasSaid, end: child.then(({ stdout }) => stdout) };
}

test('the line that a deploy shows works in a shell', async () => {
  const { endpoint } = (await deploy()).events.at(-1) as { endpoint: { curl: string } };
  const { stdout } = await execa('sh', ['-c', endpoint.curl]);
  expect(JSON.parse(stdout)).toMatchObject({ object: 'chat.completion', model: 'tiny' });
});
