import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { type LocalMachine, openLocalMachine } from '../../support/local-machine.ts';
import { publishedSchema, schemaProblems } from '../../support/published-schema.ts';
import type { CliRun } from '../../support/run-cli.ts';

let machine: LocalMachine;
let model: string;

beforeEach(async () => {
  machine = await openLocalMachine();
  onTestFinished(() => machine.close());
  model = machine.model;
});

const local = (...words: readonly string[]) => machine.run([...words, '--local']);

test('a plan of a first deploy writes nothing and starts nothing', async () => {
  const before = await filesIn(machine.home);
  const run = await local('deploy', model, '--dry-run', '-o', 'json');
  expectDescribed(run);
  expect(run.events).toContainEqual(expect.objectContaining({ type: 'memoryEstimated' }));
  expect(run.events.at(-1)).toMatchObject({
    dryRun: true,
    revision: 0,
    target: { kind: 'machine' },
    changes: [{ action: 'create', object: 'Deployment local/tiny' }],
    phase: 'Unknown',
    proof: { state: 'not proven', why: 'nothing was applied' },
  });
  const text = await local('deploy', model, '--dry-run');
  expect(text).toMatchObject({ exitCode: 0 });
  expect(text.stdout + text.stderr).toContain('Deployment local/tiny');
  expect(await filesIn(machine.home)).toEqual(before);
  expect(await readdir(machine.home)).not.toContain('.local');
  expect(await machine.agents()).toEqual([]);
});

test('a plan of a change shows what would restart, and leaves record, wish and engine alone', async () => {
  expect(await local('deploy', model)).toMatchObject({ exitCode: 0 });
  const engines = await machine.engines();
  const agents = await machine.agents();
  const stored = async () =>
    Promise.all(
      ['records', 'desired', 'engines', 'agent'].map((folder) =>
        filesIn(join(machine.state, folder)),
      ),
    );
  const before = await stored();
  const run = await local('deploy', 'tiny', '--context-length', '256', '--dry-run', '-o', 'json');
  expectDescribed(run);
  expect(run.events.at(-1)).toMatchObject({
    dryRun: true,
    revision: 1,
    changes: [{ action: 'update', restarts: true }],
  });
  expect(await stored()).toEqual(before);
  expect(before.map((files) => files.length > 0)).toEqual([true, true, true, true]);
  expect(await machine.engines()).toEqual(engines);
  expect(await machine.agents()).toEqual(agents);
});

test('a plan that this machine cannot carry out is refused as the deploy would be', async () => {
  const before = await filesIn(machine.home);
  // A model this small keeps 256 bytes of a token: these are half a TB.
  const long = ['--context-length', '99000000', '--concurrency', '20'];
  const words = ['deploy', model, ...long, '--dry-run', '-o', 'json'];
  const run = await local(...words);
  expect(run.exitCode).toBe(4);
  expect(schemaProblems(publishedSchema('error.json'), run.events.at(-1))).toBe('');
  expect(run.events.at(-1)).toMatchObject({ error: { code: 'MEMORY_INSUFFICIENT' } });
  expect(await filesIn(machine.home)).toEqual(before);
});

/** Each line is what the published schemas say, the last one a result of a deploy. */
function expectDescribed({ exitCode, stdout, stderr }: CliRun): void {
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const lines: unknown[] = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(schemaProblems(publishedSchema('deploy-result.json'), lines.pop())).toBe('');
  const event = publishedSchema('event.json');
  expect(lines.map((line) => schemaProblems(event, line)).filter(Boolean)).toEqual([]);
}

/**
 * Everything below a folder, with what would differ if it were written. What the program keeps of
 * itself and of its engine to be quicker next time is nobody's release.
 */
async function filesIn(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder, { recursive: true }))
    .filter((name) => !name.startsWith('.cache'))
    .toSorted();
  return await Promise.all(
    names.map(async (name) => {
      const { size, ino, mtimeMs } = await stat(join(folder, name));
      return `${name} ${size} ${ino} ${mtimeMs}`;
    }),
  );
}
