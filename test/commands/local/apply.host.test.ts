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

test('of several documents all are checked before the first is written', async () => {
  const file = write('two.yaml', spec('two'), spec('three', '  cache: {mode: none}\n'));
  const run = await machine.json('apply', '-f', file);
  expect(run).toMatchObject({ exitCode: 2 });
  const listed = await machine.json('list');
  expect(JSON.stringify(listed.events)).not.toContain('"two"');
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
  const file = write('bad.yaml', spec('bad', '  serving: {contextLenght: 4}\n'), spec('bad'));
  const run = await machine.json('apply', '-f', file);
  expect(run).toMatchObject({ exitCode: 2 });
  expect(run.events).toMatchObject([
    {
      type: 'error',
      error: {
        code: 'DOCUMENT_INVALID',
        facts: { problems: [expect.stringContaining(':7:13 `spec.serving.contextLenght`')] },
      },
    },
  ]);
});
