import { mkdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeTinyGguf } from '../../../scripts/models/write-tiny-gguf.ts';
import { type LocalMachine, openLocalMachine } from '../../support/local-machine.ts';

let machine: LocalMachine;
let model: string;

beforeAll(async () => {
  machine = await openLocalMachine();
  model = machine.model;
});

afterAll(() => machine?.close());

const local: LocalMachine['json'] = (...words) => machine.json(...words);

test.each([
  ['text', 4, (file: string) => writeFile(file, 'no model\n')],
  ['empty', 4, (file: string) => writeFile(file, '')],
  ['absent', 4, async () => undefined],
  ['folder', 2, (file: string) => mkdir(file)],
  ['fifo', 2, (file: string) => execa('mkfifo', [file])],
] as const)('%s is no model: a sentence, and nothing is written', async (kind, status, make) => {
  const file = join(machine.home, `${kind}.gguf`);
  await make(file);
  const { exitCode, events } = await local('deploy', file);
  expect(exitCode).toBe(status);
  expect(JSON.stringify(events.at(-1))).toContain(file);
  expect((await local('list')).events[0]).toMatchObject({ releases: [] });
});

test('too long a context is refused with numbers, and allowed when asked for', async () => {
  // A model this small keeps 256 bytes of a token: these are half a TB.
  const words = ['deploy', model, '--context-length', '99000000', '--concurrency', '20'];
  const { exitCode, events } = await local(...words);
  expect(exitCode).toBe(4);
  expect(events.at(-1)).toMatchObject({
    error: { code: 'MEMORY_INSUFFICIENT', facts: { neededBytes: expect.any(Number) } },
  });
  expect((await local('list')).events[0]).toMatchObject({ releases: [] });
  const dry = await local(...words, '--no-memory-check', '--dry-run');
  expect(dry).toMatchObject({ exitCode: 0 });
});

test('a file is served whose path holds spaces', async () => {
  const folder = join(machine.home, 'my models');
  await mkdir(folder);
  await writeTinyGguf(join(folder, 'a b.gguf'));
  const { exitCode, events } = await local('deploy', join(folder, 'a b.gguf'));
  expect({ exitCode, last: events.at(-1) }).toMatchObject({
    exitCode: 0,
    last: { release: 'a-b', proof: { state: 'proven' } },
  });
  expect(await local('delete', 'a-b')).toMatchObject({ exitCode: 0 });
});

const changes = [
  [
    'replaced',
    (): Promise<unknown> => writeTinyGguf(model, { seed: 2, contextLength: 256 }),
    /not the file|had \d+ when/,
  ],
  ['truncated', () => truncate(model, 4096), /has 4096 bytes and had/],
  ['deleted', () => rm(model), /does not exist any more/],
] as const;

test.each(changes)(
  'a file that is %s under its engine is told, without a flood of starts',
  async (_, change, words) => {
    await writeTinyGguf(model);
    expect(await local('deploy', model)).toMatchObject({ exitCode: 0 });
    await change();
    for (const pid of await machine.engines()) process.kill(pid, 'SIGKILL');
    await expect
      .poll(async () => (await local('status', 'tiny')).stdout, { timeout: 8_000 })
      .toMatch(words);
    expect(await machine.engines()).toEqual([]);
    await writeTinyGguf(model, { seed: 3 });
    const again = await local('deploy', model);
    expect(again).toMatchObject({ exitCode: 0 });
    expect(again.events.at(-1)).toMatchObject({
      changes: [{ action: 'update', restarts: true }],
      proof: { state: 'proven' },
    });
    expect(await local('delete', 'tiny')).toMatchObject({ exitCode: 0 });
  },
);
