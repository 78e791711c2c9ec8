import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { serveHub, type TestHub } from '../../support/hub/serve-hub.ts';
import { type LocalMachine, openLocalMachine } from '../../support/local-machine.ts';
import { ggufFile, text } from '../../support/models/gguf-file.ts';
import { publishedSchema, schemaProblems } from '../../support/published-schema.ts';

let machine: LocalMachine;
let hub: TestHub;

const part = (no: number) =>
  ggufFile({
    values: {
      'split.no': { type: 'uint16', value: no },
      'split.count': { type: 'uint16', value: 2 },
      ...(no === 0 ? { 'general.architecture': text('llama') } : {}),
    },
    tensors: [{ name: `blk.${no}.ffn_up.weight`, dims: [32, 4] }],
  }).bytes;

beforeAll(async () => {
  machine = await openLocalMachine();
  hub = await serveHub('127.0.0.1', {
    'org/parts': {
      files: { 'm-00001-of-00002.gguf': part(0), 'm-00002-of-00002.gguf': part(1) },
    },
    'org/gated': { files: { 'm.gguf': part(0) }, access: 'gated', tokens: [] },
  });
});

afterAll(async () => {
  await machine?.close();
  await hub?.close();
});

const inspect = (...words: string[]) =>
  machine.run(['model', 'inspect', ...words], { HF_ENDPOINT: hub.url });

test('a model that an engine serves is told for people and for programs', async () => {
  const told = await inspect(machine.model);
  expect(told).toMatchObject({ exitCode: 0, stderr: '' });
  expect(told.stdout).toMatch(/ is a model\n {2}size +\d.* in one file/);
  const { stdout } = await inspect(machine.model, '-o', 'json');
  const json = JSON.parse(stdout);
  expect(schemaProblems(publishedSchema('model-inspection.json'), json)).toBe('');
  expect(json).toMatchObject({ kind: 'model', files: 1, architecture: 'llama' });
});

test('a model of a hub in several files is found by its first one', async () => {
  const told = await inspect('org/parts', '-o', 'json');
  expect(JSON.parse(told.stdout)).toMatchObject({ files: 2, bytes: 2 * 32 * 4 * 4 });
});

test('a gated model says so, and how to show a token', async () => {
  const told = await inspect('org/gated');
  expect(told.exitCode).not.toBe(0);
  expect(told.stderr).toMatch(/gated/);
  expect(told.stderr).toMatch(/HF_TOKEN|hf auth login/);
});

test.each([
  ['/etc/hostname', /^use `\/etc\/hostname`: it is not a GGUF file$/],
  ['pvc://weights/m.gguf', /^read the model `pvc:\/\/weights\/m\.gguf`: a source of kind `claim`/],
])('%s is refused in one sentence', async (source, words) => {
  const options = { env: { ...machine.env, HF_ENDPOINT: hub.url } };
  await expectRefusal(['model', 'inspect', source], options, { code: 'SOURCE_REFUSED', words });
});

test('a model whose end is missing is refused, and so is one that is not there', async () => {
  const gone = join(machine.home, 'gone.gguf');
  expect((await inspect(gone)).stderr).toMatch(/^Error: Cannot use `.*`: there is no such file/);
});
