import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { mountObstacle } from '../../support/download/mount-obstacle.ts';
import { type LocalMachine, openLocalMachine } from '../../support/local-machine.ts';
import { serveFolder } from '../../support/models/serve-folder.ts';
import { testUnless } from '../../support/tier-gate.ts';

const diskTest = testUnless(await mountObstacle());

interface User {
  readonly machine: LocalMachine;
  readonly model: string;
}

async function openUser(): Promise<User> {
  const machine = await openLocalMachine();
  onTestFinished(() => machine.close());
  const { model } = machine;
  return { machine, model };
}

const asked = ['--local', '-o', 'json'] as const;

test('a port that is taken is an error before anything is written, never another port', async () => {
  const { machine, model } = await openUser();
  const holder = createServer().listen(machine.port, '127.0.0.1');
  await once(holder, 'listening');
  const { exitCode, events } = await machine.run(['deploy', model, ...asked]);
  holder.close();
  expect(exitCode).toBe(8);
  expect(events.at(-1)).toMatchObject({
    error: { code: 'AGENT_PORT_TAKEN', facts: { port: machine.port, pid: process.pid } },
  });
  const [list] = (await machine.run(['list', ...asked])).events;
  expect(list).toMatchObject({ releases: [] });
  expect(await machine.agents()).toEqual([]);
});

test('a port that is named while the agent has another one is told, and not silently left aside', async () => {
  const { machine, model } = await openUser();
  const named = { LLMKUBE_PORT: '1' };
  const first = await machine.run(['deploy', model, ...asked]);
  expect(first.stdout).not.toContain('listens on');
  const later = await machine.run(['deploy', model, ...asked], named);
  expect(later.events.at(-1)).toMatchObject({
    endpoint: { url: `http://127.0.0.1:${machine.port}/v1` },
  });
  const notice = `listens on 127.0.0.1, port ${machine.port}, and not where \`LLMKUBE_PORT\` says`;
  expect(later.stdout).toContain(notice);
});

test('a folder that lies too deep for sockets is told before anything is written', async () => {
  const { machine, model } = await openUser();
  const deep = { XDG_STATE_HOME: join(machine.home, 'x'.repeat(90)) };
  const { exitCode, events } = await machine.run(['deploy', model, ...asked], deep);
  expect(exitCode).toBe(8);
  expect(events.at(-1)).toMatchObject({
    error: {
      code: 'FOLDER_UNUSABLE',
      suggestions: ['set XDG_STATE_HOME to a folder with a shorter path'],
    },
  });
  const [list] = (await machine.run(['list', ...asked], deep)).events;
  expect(list).toMatchObject({ releases: [] });
});

test('two users have agents of their own, and the second on a port is told who has it', async () => {
  const [first, second] = [await openUser(), await openUser()];
  const runs = [first, second].map(({ machine, model }) =>
    machine.run(['deploy', model, ...asked]),
  );
  for (const run of await Promise.all(runs)) expect(run).toMatchObject({ exitCode: 0 });
  expect(await first.machine.engines()).toHaveLength(1);
  expect(await second.machine.engines()).toHaveLength(1);
  const third = await openUser();
  const port = { LLMKUBE_PORT: String(first.machine.port) };
  const refused = await third.machine.run(['deploy', third.model, ...asked], port);
  expect(refused).toMatchObject({ exitCode: 8 });
  const [agent] = await first.machine.agents();
  expect(refused.stdout).toContain(`(process ${agent})`);
  expect(await first.machine.run(['wait', 'tiny', ...asked])).toMatchObject({ exitCode: 0 });
});

test('sockets that somebody has left behind are no obstacle', async () => {
  const { machine, model } = await openUser();
  const run = join(machine.state, 'run');
  await mkdir(run, { recursive: true, mode: 0o700 });
  for (const name of ['e-tiny.sock', 'agent-1.sock']) await leaveSocket(join(run, name));
  const { events } = await machine.run(['deploy', model, ...asked]);
  expect(events.at(-1)).toMatchObject({ proof: { state: 'proven' } });
});

/** As a process leaves it that was killed while it listened. */
async function leaveSocket(file: string): Promise<void> {
  const code = `require('net').createServer().listen(${JSON.stringify(file)}, () => process.kill(process.pid, 'SIGKILL'))`;
  await execa(process.execPath, ['--eval', code], { reject: false });
}

diskTest('a disk that is full refuses the deploy with a sentence', async () => {
  const { machine, model } = await openUser();
  await mountSmallDisk(machine.state);
  await fill(machine.state);
  const { exitCode, stdout } = await machine.run(['deploy', model, ...asked]);
  expect(exitCode).not.toBe(0);
  expect(exitCode).not.toBe(1);
  expect(stdout).toContain('the disk is full');
  expect(await machine.engines()).toEqual([]);
});

diskTest(
  'a disk that fills up afterwards ends no engine, and its releases can be deleted',
  async () => {
    const { machine, model } = await openUser();
    await mountSmallDisk(machine.state);
    expect(await machine.run(['deploy', model, ...asked])).toMatchObject({ exitCode: 0 });
    await fill(machine.state);
    expect(await machine.run(['wait', 'tiny', ...asked])).toMatchObject({ exitCode: 0 });
    const [pid = 0] = await machine.engines();
    process.kill(pid, 'SIGKILL');
    const { events } = await machine.run(['wait', 'tiny', '--timeout', '30s', ...asked]);
    expect(events.at(-1)).toMatchObject({ proof: { state: 'proven' } });
    expect(await machine.run(['delete', 'tiny', ...asked])).toMatchObject({ exitCode: 0 });
    expect(await machine.engines()).toEqual([]);
  },
);

diskTest('on a full disk an agent comes after one that died, for downloads too', async () => {
  const { machine, model } = await openUser();
  const server = await serveFolder({ folder: machine.home, address: '127.0.0.1' });
  onTestFinished(() => server.close());
  await mountSmallDisk(machine.state);
  const named = ['deploy', `${server.url}/tiny.gguf`, '--name', 'fetched', ...asked];
  expect(await machine.run(named)).toMatchObject({ exitCode: 0 });
  expect(await machine.run(['deploy', model, ...asked])).toMatchObject({ exitCode: 0 });
  await fill(machine.state);
  const names = ['fetched', 'tiny'];
  for (const pids of [await machine.engines(), await machine.agents()]) {
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    for (const name of names) {
      const { events } = await machine.run(['wait', name, '--timeout', '30s', ...asked]);
      expect(events.at(-1)).toMatchObject({ proof: { state: 'proven' } });
    }
  }
  for (const name of names) {
    expect(await machine.run(['delete', name, ...asked])).toMatchObject({ exitCode: 0 });
  }
  expect(await machine.engines()).toEqual([]);
});

async function mountSmallDisk(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await execa('mount', ['-t', 'tmpfs', '-o', 'size=512k,mode=700', 'llmkube-test', folder]);
  // What still runs there loses nothing that it has open.
  onTestFinished(async () => {
    await execa('umount', ['--lazy', folder]);
  });
}

async function fill(folder: string): Promise<string> {
  const file = join(folder, 'filler');
  await expect(writeFile(file, Buffer.alloc(1024 ** 2))).rejects.toThrow('ENOSPC');
  return file;
}
