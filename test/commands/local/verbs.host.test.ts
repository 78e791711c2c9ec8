import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalMachine, openLocalMachine } from '../../support/local-machine.ts';

let machine: LocalMachine;

beforeAll(async () => {
  machine = await openLocalMachine();
});

afterAll(() => machine?.close());

const local: LocalMachine['json'] = (...words) => machine.json(...words);

async function resultOf(...words: readonly string[]) {
  const run = await local(...words);
  expect(run, words.join(' ')).toMatchObject({ exitCode: 0 });
  return run.events.at(-1);
}

test('a file is deployed and proven, and every verb of a cluster works on it', async () => {
  const file = join(machine.home, 'tiny.gguf');
  expect(await resultOf('deploy', file)).toMatchObject({
    type: 'result',
    release: 'tiny',
    target: { kind: 'machine' },
    phase: 'Ready',
    proof: { state: 'proven', tokens: 1 },
    endpoint: { url: `http://127.0.0.1:${machine.port}/v1`, model: 'tiny' },
  });
  const [list] = (await local('list')).events;
  expect(list).toMatchObject({ releases: [{ release: 'tiny', phase: 'Ready', model: file }] });
  expect(await resultOf('status', 'tiny')).toMatchObject({
    phase: 'Ready',
    ready: 1,
    model: { id: 'tiny', source: file },
    conditions: [{ status: 'True' }, { status: 'True' }, { status: 'True' }, { status: 'True' }],
    pods: [{ phase: 'Ready', restarts: 0 }],
    unseen: [],
  });
  expect(await resultOf('wait', 'tiny')).toMatchObject({ proof: { state: 'proven' } });
  expect(await resultOf('chat', 'tiny', 'Hi', '--once')).toMatchObject({ model: 'tiny' });
});

test('a second identical deploy writes nothing and starts nothing', async () => {
  const engines = await machine.engines();
  const result = await resultOf('deploy', 'tiny');
  expect(result).toMatchObject({ revision: 1, changes: [{ action: 'unchanged' }] });
  expect(await machine.engines()).toEqual(engines);
});

test('a restart is another process, and no later deploy undoes it', async () => {
  const [before] = await machine.engines();
  expect(await resultOf('restart', 'tiny')).toMatchObject({ proof: { state: 'proven' } });
  const [after, ...others] = await machine.engines();
  expect(after).not.toBe(before);
  expect(others).toEqual([]);
  expect(await resultOf('deploy', 'tiny')).toMatchObject({ changes: [{ action: 'unchanged' }] });
  expect(await machine.engines()).toEqual([after]);
});

test('a release is stopped and started by scaling, and another number is refused', async () => {
  expect(await resultOf('scale', 'tiny', '0')).toMatchObject({ phase: 'Stopped' });
  expect(await machine.engines()).toEqual([]);
  expect(await resultOf('status', 'tiny')).toMatchObject({ phase: 'Stopped', pods: [] });
  expect(await resultOf('scale', 'tiny', '1')).toMatchObject({ proof: { state: 'proven' } });
  const two = await local('scale', 'tiny', '2');
  expect(two).toMatchObject({ exitCode: 2 });
  expect(two.stdout).toContain('one machine runs one engine of a release');
});

test('another context length is another engine, and shown before', async () => {
  const events = (await local('deploy', 'tiny', '--context-length', '256')).events;
  expect(events).toContainEqual(expect.objectContaining({ type: 'memoryEstimated' }));
  expect(events.at(-1)).toMatchObject({
    revision: 2,
    changes: [{ action: 'update', restarts: true }],
  });
});

test('deleting ends the engine and leaves no trace of the release', async () => {
  expect(await resultOf('delete', 'tiny')).toMatchObject({ removed: ['Deployment local/tiny'] });
  expect(await machine.engines()).toEqual([]);
  expect((await local('list')).events).toEqual([expect.objectContaining({ releases: [] })]);
  expect(await local('status', 'tiny')).toMatchObject({ exitCode: 9 });
});

test.each([
  [['deploy', 'x', '--source', 'pvc://a/b'], /a claim, which only pods of a cluster can mount/],
  [['deploy', './m.gguf', '--image', 'a:1'], /`runtime\.image` has no effect on this machine/],
  [['deploy', './m.gguf', '--gpus', '1'], /`hardware\.gpus` has no effect on this machine/],
  [['deploy', './m.gguf', '--cache', 'shared'], /`cache` has no effect on this machine/],
  [['deploy', './m.gguf', '--create-namespace'], /Cannot use `--create-namespace` with `--local`/],
  [['delete', 'x', '--data', '--yes'], /Cannot use `--data` with `--local`/],
  [['list', '-n', 'team'], /--local/],
] as const)('what has no effect on this machine is refused: %j', async (words, reason) => {
  const run = await local(...words);
  expect(run.exitCode).toBe(2);
  expect(run.stdout).toMatch(reason);
});
