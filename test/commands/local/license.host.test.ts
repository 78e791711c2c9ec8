import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveHub, type TestHub } from '../../support/hub/serve-hub.ts';
import { type LocalMachine, openLocalMachine } from '../../support/local-machine.ts';
import { ggufHeader } from '../../support/models/gguf-header.ts';
import { publishedSchema, schemaProblems } from '../../support/published-schema.ts';

let machine: LocalMachine;
let hub: TestHub;

const fileOf = (license: string) =>
  ggufHeader({ values: { 'general.license': { type: 'string', value: license } } });

beforeAll(async () => {
  machine = await openLocalMachine();
  hub = await serveHub('127.0.0.1', {
    'org/one': { files: { 'm.gguf': fileOf('apache-2.0') }, card: { license: 'llama3.1' } },
  });
  await writeFile(join(machine.home, 'mit.gguf'), fileOf('mit'));
});

afterAll(async () => {
  await machine?.close();
  await hub?.close();
});

const run = (...args: string[]) => machine.run(['license', ...args], { HF_ENDPOINT: hub.url });

test('a file of this machine says its license, and no hub is asked', async () => {
  const before = hub.requests.length;
  const file = join(machine.home, 'mit.gguf');
  const told = await run(file);
  expect(told).toMatchObject({ exitCode: 0, stderr: '' });
  expect(told.stdout).toMatch(/^License of .*mit\.gguf\n\nmit, MIT License\n/);
  expect(told.stdout).toMatch(/commercial +yes\n/);
  expect(told.stdout).toMatch(/Said by the header: mit\nThis is no legal advice: .*\n$/);
  expect(hub.requests.length).toBe(before);
});

test('header and card of a hub are told, and where they differ the stricter is first', async () => {
  const told = await run('org/one');
  expect(told.exitCode).toBe(0);
  expect(told.stdout).toMatch(/\nllama3\.1, Llama 3\.1 Community License\n.*\napache-2\.0, /s);
  expect(told.stdout).toContain('The places differ; the stricter license is shown first.\n');
  expect(told.stdout).toMatch(/number of users +Who had more than 700 million monthly users/);
  const json = await run('org/one', '-o', 'json');
  expect(json.events).toMatchObject([
    {
      differ: true,
      statements: [
        { from: 'header', id: 'apache-2.0' },
        { from: 'hub', id: 'llama3.1' },
      ],
    },
  ]);
  expect(schemaProblems(publishedSchema('license-result.json'), json.events[0])).toBe('');
});

test('a release has the license of its file, and what is unknown is said to be so', async () => {
  const made = await machine.run(['deploy', 'tiny', '--source', machine.model, '--local']);
  expect(made).toMatchObject({ exitCode: 0 });
  const told = await run('tiny', '--local');
  expect(told.exitCode).toBe(0);
  expect(told.stdout).toContain(`License of tiny (${machine.model})\n`);
  expect(told.stdout).toContain('Unknown: no place says which license it is\n');
});

test('a name that is none is answered with those that are near it', async () => {
  const missed = await run('qwen3-8x', '-o', 'json');
  expect(missed.exitCode).toBe(9);
  expect(missed.events).toMatchObject([{ error: { code: 'MODEL_NOT_FOUND' } }]);
  expect(missed.stdout).toContain('did you mean `qwen3-8b`');
  expect(await run('tinny', '--local')).toMatchObject({
    exitCode: 9,
    stderr: expect.stringContaining('Cannot read the license of `tinny`: this machine has no'),
  });
});

test('all known licenses are listed, and nothing else is asked beside it', async () => {
  const list = await run('--list');
  expect(list.stdout).toMatch(/^ID +NAME +COMMERCIAL +TERMS\napache-2\.0 /);
  const [json] = (await run('--list', '-o', 'json')).events;
  expect(schemaProblems(publishedSchema('license-list-result.json'), json)).toBe('');
  expect(await run('--list', 'x')).toMatchObject({ exitCode: 2 });
  expect(await run()).toMatchObject({ exitCode: 2 });
});
