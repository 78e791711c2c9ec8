import { readdir, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalMachine, openLocalMachine } from '../../support/local-machine.ts';

let machine: LocalMachine;
let file: string;

beforeAll(async () => {
  machine = await openLocalMachine();
  file = machine.model;
  for (const name of ['ada', 'bob']) await deploy(name);
  await damage('bob');
});

afterAll(() => machine?.close());

const local: LocalMachine['json'] = (...words) => machine.json(...words);

async function deploy(name: string): Promise<void> {
  const run = await local('deploy', name, '--source', file);
  expect(run).toMatchObject({ exitCode: 0 });
}

async function damage(release: string): Promise<void> {
  const folder = join(machine.state, 'desired', release);
  const [text = ''] = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  await truncate(join(folder, text), 100);
}

test('a release whose file is damaged is in nobody else’s way, and can be deleted', async () => {
  const engines = await machine.engines();
  await deploy('cid');
  expect(await local('restart', 'cid')).toMatchObject({ exitCode: 0 });
  expect(await local('wait', 'ada')).toMatchObject({ exitCode: 0 });
  const [list] = (await local('list')).events;
  expect(list).toMatchObject({
    releases: [
      { release: 'ada', phase: 'Ready' },
      { release: 'bob', phase: 'Unreadable' },
      { release: 'cid', phase: 'Ready' },
    ],
  });
  const sentence = /Cannot read what should run of release `bob`: its file in .* holds something/;
  const status = await machine.run(['status', 'bob', '--local']);
  expect(status).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(sentence) });
  expect(status.stdout).toContain('bob is Unreadable');
  for (const words of [
    ['deploy', 'bob', '--context-length', '256'],
    ['restart', 'bob'],
    ['wait', 'bob'],
  ]) {
    const { exitCode, events } = await local(...words);
    expect(exitCode, words[0]).toBe(4);
    expect(events.at(-1), words[0]).toMatchObject({
      error: { code: 'RECORD_UNREADABLE', suggestions: ['llmkube delete bob --local'] },
    });
  }
  // Its engine goes on and is served, and a new agent leaves it alone as well.
  expect(await machine.engines()).toEqual(expect.arrayContaining([...engines]));
  expect(await local('chat', 'bob', 'hello', '--once')).toMatchObject({ exitCode: 0 });
  for (const agent of await machine.agents()) process.kill(agent, 'SIGKILL');
  expect(await local('list')).toMatchObject({ exitCode: 0 });
  expect(await machine.engines()).toEqual(expect.arrayContaining([...engines]));
  expect(await local('chat', 'bob', 'hello', '--once')).toMatchObject({ exitCode: 0 });
  expect(await local('delete', 'bob')).toMatchObject({ exitCode: 0 });
  expect(await machine.engines()).toHaveLength(2);
  await deploy('bob');
});
