import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { pollUntil } from '../../support/cluster/poll-until.ts';
import { type LocalMachine, openLocalMachine } from '../../support/local-machine.ts';

const asked = ['--local', '-o', 'json'] as const;
const fakeEngine = resolve(import.meta.dirname, '../../support/engines/fake-engine.ts');

/** A machine whose engines do what the real one does not on demand: flood their log. */
async function openMachine(behaviour: string): Promise<{ machine: LocalMachine; model: string }> {
  const machine = await openLocalMachine(
    [
      '#!/bin/sh',
      `[ "$1" = --version ] && echo 'version: 9999 (abc)' && exit 0`,
      'while [ $# -gt 0 ]; do [ "$1" = --host ] && socket=$2; shift; done',
      `exec '${process.execPath}' '${fakeEngine}' ${behaviour} --host "$socket"`,
      '',
    ].join('\n'),
  );
  onTestFinished(() => machine.close());
  const { model } = machine;
  return { machine, model };
}

test('fifty releases are deployed, listed and all deleted', { timeout: 180_000 }, async () => {
  const machine = await openLocalMachine();
  onTestFinished(() => machine.close());
  const { model } = machine;
  const names = Array.from({ length: 50 }, (_, index) => `tiny-${index + 1}`);
  for (const batch of [names.slice(0, 25), names.slice(25)]) {
    for (const name of batch) {
      // The rule of thumb wants half a gibibyte for each, and these take a tenth of it.
      const words = ['--name', name, '--no-wait', '--no-memory-check', ...asked];
      expect(await machine.run(['deploy', model, ...words])).toMatchObject({ exitCode: 0 });
    }
  }
  await pollUntil({ what: 'fifty engines', seconds: 60 }, async () => {
    const [list] = (await machine.run(['list', ...asked])).events;
    return JSON.stringify(list).split('"phase":"Ready"').length === 51;
  });
  expect(await machine.engines()).toHaveLength(50);
  for (const name of [names[0], names[49]]) {
    const waited = await machine.run(['wait', name ?? '', ...asked]);
    expect(waited.events.at(-1)).toMatchObject({ proof: { state: 'proven' } });
  }
  const gone = await machine.run(['delete', '--all', '--yes', ...asked]);
  expect(gone.exitCode, gone.stdout.slice(-1500) + gone.stderr.slice(-1500)).toBe(0);
  expect(await machine.engines()).toEqual([]);
  expect((await machine.run(['list', ...asked])).events[0]).toMatchObject({ releases: [] });
});

test('an engine that floods its log fills no disk, and its last lines are read', async () => {
  const { machine, model } = await openMachine('floods');
  const words = ['--no-wait', '--no-memory-check', ...asked];
  expect(await machine.run(['deploy', model, ...words])).toMatchObject({ exitCode: 0 });
  await expect
    .poll(async () => (await machine.run(['logs', 'tiny', '--tail', '1', '--local'])).stdout, {
      timeout: 20_000,
    })
    .toContain('flood is over');
  const folder = join(machine.state, 'logs/tiny');
  // Its bound is looked at once in a while, so that a flood may go beyond it for a moment.
  await expect
    .poll(async () => await bytesIn(folder), { timeout: 15_000 })
    .toBeLessThan(64 * 1024 ** 2);
});

async function bytesIn(folder: string): Promise<number> {
  const sizes = (await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

test('names that fold to one name are refused the second time, and odd names are sentences', async () => {
  const { machine, model } = await openMachine('answers');
  const deploy = (name: string) =>
    machine.run(['deploy', model, '--name', name, '--no-wait', '--no-memory-check', ...asked]);
  expect(await deploy('My.Model')).toMatchObject({ exitCode: 0 });
  const second = await deploy('my/model');
  expect(second.exitCode).toBe(4);
  expect(second.stdout).toContain('My.Model');
  const long = 'x'.repeat(200);
  expect(await deploy(long)).toMatchObject({ exitCode: 0 });
  expect((await machine.run(['status', long, ...asked])).exitCode).toBe(0);
  for (const name of ['../../etc', '..', '.', '/']) {
    expect((await deploy(name)).exitCode, name).not.toBe(1);
  }
  const folders = await readdir(join(machine.state, 'desired'));
  expect(folders.filter((name) => name !== '.spare' && !/^[a-z]/.test(name))).toEqual([]);
});
