import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import type { AgentEntry } from '../../src/core/agent-protocol/agent-entry.ts';
import { becomeAgent, readAgent, resignAgent } from '../../src/host/elect-agent.ts';
import { identifyProcess } from '../../src/host/process-identity.ts';
import { openVersionedFiles, type VersionedFiles } from '../../src/host/versioned-files.ts';
import { temporaryFolder } from '../support/host/temporary-folder.ts';

const program = path.resolve(import.meta.dirname, '../support/host/stand-for-agent.ts');
const stoppedAt = '2026-01-01T00:00:00.000Z';

test('an agent is found while it lives, and is elected again under another description', async () => {
  const files = await openEmpty();
  expect(await readAgent(files)).toBeUndefined();
  const entry = await ownEntry();
  const first = await elected(files, entry);
  expect(await readAgent(files)).toEqual({ entry, version: first, isAlive: true });
  const moved = { ...entry, listener: { host: '127.0.0.1', port: 11501 } };
  const second = await elected(files, moved);
  expect(await readAgent(files)).toEqual({ entry: moved, version: second, isAlive: true });
});

test('a living agent is not replaced', async () => {
  const files = await openEmpty();
  const agent = await startAgent(files.folder);
  expect(await agent.stand()).toBe(`elected ${agent.pid}`);
  const election = await becomeAgent(files, await ownEntry());
  expect(election).toMatchObject({ kind: 'other', agent: { entry: { pid: agent.pid } } });
  agent.kill();
  await agent.ended();
  expect(await readAgent(files)).toMatchObject({ entry: { pid: agent.pid }, isAlive: false });
  await elected(files, await ownEntry());
});

test.each(['startTime', 'bootId'])(
  'a process with the number of an agent and another %s is none',
  async (what) => {
    const files = await openEmpty();
    await elected(files, { ...(await ownEntry()), [what]: 'of somebody else' });
    expect(await readAgent(files)).toMatchObject({ isAlive: false });
    await elected(files, await ownEntry());
  },
);

test.each([
  ['nobody was', async () => {}],
  [
    'the last one is dead',
    async (files: VersionedFiles) => {
      await elected(files, { ...(await ownEntry()), startTime: '1' });
    },
  ],
  [
    'something else is written there',
    async (files: VersionedFiles) => {
      await files.write('agent', '{"pid": "none"', undefined);
    },
  ],
])('of eight processes that stand at once one is elected, where %s', async (_, prepare) => {
  const files = await openEmpty();
  await prepare(files);
  const agents = await Promise.all(Array.from({ length: 8 }, () => startAgent(files.folder)));
  const answers = await Promise.all(agents.map((agent) => agent.stand()));
  const winners = agents.filter((_, at) => answers[at]?.startsWith('elected'));
  expect(winners).toHaveLength(1);
  const pid = winners[0]?.pid;
  const others = answers.filter((answer) => answer === `other ${pid}`);
  expect(others).toHaveLength(7);
  expect(await readAgent(files)).toMatchObject({ entry: { pid }, isAlive: true });
});

test('an agent that resigns is not there any more; ended on purpose it is remembered', async () => {
  const files = await openEmpty();
  const entry = await ownEntry();
  const first = await elected(files, entry);
  expect(await resignAgent(files, first)).toBe('resigned');
  expect(await readAgent(files)).toBeUndefined();
  expect(await resignAgent(files, first)).toBe('changed');
  const second = await elected(files, entry);
  expect(await resignAgent(files, first, { stoppedAt })).toBe('changed');
  expect(await resignAgent(files, second, { stoppedAt })).toBe('resigned');
  expect(await readAgent(files)).toMatchObject({ entry: { ...entry, stoppedAt }, isAlive: false });
  await elected(files, entry);
  expect(await readAgent(files)).toMatchObject({ entry, isAlive: true });
});

test('an agent that has let go is no agent any more, though its process is there', async () => {
  const files = await openEmpty();
  const entry = await ownEntry();
  const letGoAt = stoppedAt;
  expect(await resignAgent(files, await elected(files, entry), { letGoAt })).toBe('resigned');
  expect(await readAgent(files)).toMatchObject({ entry: { ...entry, letGoAt }, isAlive: false });
});

async function openEmpty(): Promise<VersionedFiles> {
  return openVersionedFiles(await temporaryFolder());
}

async function ownEntry(): Promise<AgentEntry> {
  const identity = await identifyProcess(process.pid);
  if (identity === undefined) throw new Error('this process does not find itself');
  return {
    ...identity,
    socket: '/run/agent.sock',
    listener: { host: '127.0.0.1', port: 11500 },
    version: '1.0.0',
  };
}

async function elected(files: VersionedFiles, entry: AgentEntry): Promise<string> {
  const election = await becomeAgent(files, entry);
  if (election.kind === 'other') throw new Error('another agent lives');
  return election.version;
}

/** A process that is ready to stand, and that lives on until the test is over. */
async function startAgent(folder: string) {
  const child = spawn(process.execPath, [program, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exit;
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const nextLine = async (): Promise<string> => String((await lines.next()).value);
  expect(await nextLine()).toBe('ready');
  return {
    pid: child.pid,
    kill: () => child.kill('SIGKILL'),
    ended: () => exit,
    stand: async () => {
      child.stdin.write('stand\n');
      return await nextLine();
    },
  };
}
