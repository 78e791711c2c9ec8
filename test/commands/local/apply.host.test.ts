import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalMachine, openLocalMachine } from '../../support/local-machine.ts';

let machine: LocalMachine;

beforeAll(async () => {
  machine = await openLocalMachine();
});

afterAll(() => machine?.close());

const spec = (name: string, more = '') => `apiVersion: cli.llmkube.dev/v1beta1
kind: InferenceService
metadata: {name: ${name}}
spec:
  model: {source: ./tiny.gguf}
  runtime: {kind: llamacpp}
${more}`;

function write(name: string, ...specs: readonly string[]): string {
  const file = join(machine.home, name);
  writeFileSync(file, specs.join('---\n'));
  return file;
}

test('a document becomes a release that answers, and a second apply writes nothing', async () => {
  const file = write('one.yaml', spec('one', '  serving: {contextLength: 256}\n'));
  const run = await machine.json('apply', '-f', file);
  expect(run).toMatchObject({ exitCode: 0 });
  expect(run.events.at(-1)).toMatchObject({
    releases: [{ release: 'one', phase: 'Ready', proof: { state: 'proven' }, revision: 1 }],
  });
  const again = await machine.json('apply', '-f', file);
  expect(again.events.at(-1)).toMatchObject({
    releases: [{ revision: 1, changes: [{ action: 'unchanged' }] }],
  });
});

test('what is not in the document any more goes away, as a deploy would keep it', async () => {
  const kept = await machine.json('deploy', 'one', '--dry-run');
  expect(kept.events.at(-1)).toMatchObject({ changes: [{ action: 'unchanged' }] });
  const run = await machine.json('apply', '-f', write('one.yaml', spec('one')), '--dry-run');
  expect(run.events.at(-1)).toMatchObject({
    releases: [{ dryRun: true, changes: [{ action: 'update' }] }],
  });
});

test('of several documents all are planned before the first is written', async () => {
  const absent = spec('three').replace('./tiny.gguf', './nowhere.gguf');
  const run = await machine.json('apply', '-f', write('two.yaml', spec('two'), absent));
  expect(run.exitCode).not.toBe(0);
  expect(JSON.stringify(run.events.at(-1))).toContain('nowhere.gguf');
  const listed = await machine.json('list');
  expect(JSON.stringify(listed.events)).not.toContain('"two"');
});

test('a dry run of several tells what it plans for each', async () => {
  const run = await machine.json(
    'apply',
    '-f',
    write('two.yaml', spec('two'), spec('one')),
    '--dry-run',
  );
  expect(run).toMatchObject({ exitCode: 0 });
  const told = run.events.filter(({ type }) =>
    /^(releaseStarted|planComputed)$/.test(String(type)),
  );
  expect(told).toMatchObject([
    { release: 'two' },
    { changes: [{ action: 'create' }] },
    { release: 'one' },
    { changes: [{ action: 'update' }] },
  ]);
  expect(run.events.at(-1)).toMatchObject({ releases: [{ dryRun: true }, { dryRun: true }] });
});

test('several documents become several releases, and all are proven', async () => {
  const small = '  serving: {contextLength: 128}\n';
  const file = write('two.yaml', spec('two', small), spec('three', small));
  const run = await machine.json('apply', '-f', file);
  expect(run).toMatchObject({ exitCode: 0 });
  const ready = { phase: 'Ready', proof: { state: 'proven' }, changes: [{ action: 'create' }] };
  expect(run.events.at(-1)).toMatchObject({
    releases: [
      { release: 'two', ...ready },
      { release: 'three', ...ready },
    ],
  });
  const started = run.events.filter(({ type }) => type === 'releaseStarted');
  expect(started).toMatchObject([
    { release: 'two' },
    { release: 'three' },
    { release: 'two' },
    { release: 'three' },
  ]);
});

test('problems are told with their places and nothing is written', async () => {
  const bad = spec('bad', '  serving: {contextLenght: 4}\n');
  const misplaced = spec('bad-two', '  cache: {mode: none}\n').replace(
    '{name',
    '{namespace: x, name',
  );
  const run = await machine.json(
    'apply',
    '-f',
    write('bad.yaml', bad, misplaced, spec('bad--three')),
  );
  expect(run).toMatchObject({ exitCode: 2 });
  expect(run.events).toMatchObject([
    {
      type: 'error',
      error: {
        code: 'DOCUMENT_INVALID',
        facts: {
          problems: [
            expect.stringContaining(':7:13 `spec.serving.contextLenght`'),
            expect.stringContaining(':11:23 `metadata.namespace` has no effect'),
            expect.stringContaining(':15:3 `spec.cache` has no effect on this machine'),
            expect.stringContaining(':19:18 `metadata.name` is not a name of a release'),
          ],
        },
      },
    },
  ]);
});
