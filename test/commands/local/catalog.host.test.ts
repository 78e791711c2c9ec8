import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeTinyGguf } from '../../../scripts/models/write-tiny-gguf.ts';
import { catalog } from '../../../src/core/catalog/catalog.ts';
import { serveHub, type TestHub } from '../../support/hub/serve-hub.ts';
import { type LocalMachine, openLocalMachine } from '../../support/local-machine.ts';
import { publishedSchema, schemaProblems } from '../../support/published-schema.ts';

let machine: LocalMachine;
let hub: TestHub;
let digest: string;

beforeAll(async () => {
  machine = await openLocalMachine();
  const file = join(machine.home, 'tiny-q8.gguf');
  digest = (await writeTinyGguf(file)).sha256;
  const weights = await readFile(file);
  hub = await serveHub('127.0.0.1', { 'org/tiny-GGUF': { files: { 'tiny-q8.gguf': weights } } });
});

afterAll(async () => {
  await machine?.close();
  await hub?.close();
});

// JSON is YAML, too.
async function run(args: readonly string[], sha256 = digest) {
  const catalog = join(machine.home, 'catalog.yaml');
  const file = { name: 'Q8_0', file: 'tiny-q8.gguf', sha256 };
  const entry = {
    id: 'tiny-1m',
    aliases: ['tiny:1m'],
    title: 'Tiny 1M',
    repo: 'org/tiny-GGUF',
    license: 'mit',
    contextTokens: 256,
    files: [file],
    usual: 'Q8_0',
  };
  await writeFile(catalog, JSON.stringify({ models: [entry] }));
  return await machine.run(args, { LLMKUBE_CATALOG: catalog, HF_ENDPOINT: hub.url });
}

test('the name of a model is enough, and what is served is said before anything is written', async () => {
  const made = await run(['deploy', 'tiny:1m', '--local', '-o', 'json']);
  expect(made, made.stdout).toMatchObject({ exitCode: 0 });
  const types = made.events.map(({ type }) => type);
  expect(types.indexOf('modelChosen')).toBeLessThan(types.indexOf('objectApplied'));
  expect(made.events.find(({ type }) => type === 'modelChosen')).toEqual({
    type: 'modelChosen',
    model: 'tiny-1m',
    title: 'Tiny 1M',
    repository: 'org/tiny-GGUF',
    file: 'tiny-q8.gguf',
    quantisation: 'Q8_0',
    contextTokens: 256,
    license: 'mit',
    why: 'the catalog has no other file of it',
  });
  expect(made.events.at(-1)).toMatchObject({
    type: 'result',
    release: 'tiny-1m',
    proof: { state: 'proven' },
  });
});

test('a release of that name goes before the model, and nothing of it changes', async () => {
  const again = await run(['deploy', 'tiny-1m', '--local', '-o', 'json'], 'a'.repeat(64));
  expect(again, again.stdout).toMatchObject({ exitCode: 0 });
  expect(again.events.map(({ type }) => type)).not.toContain('modelChosen');
  expect(again.events.at(-1)).toMatchObject({ type: 'result', revision: 1 });
});

test('a file of the hub that is another one than the catalog knows is refused before a write', async () => {
  const refused = await run(
    ['deploy', 'tiny-1m', '--name', 'other', '--local', '-o', 'json'],
    'a'.repeat(64),
  );
  expect(refused.exitCode).toBe(4);
  expect(refused.events.at(-1)).toMatchObject({
    error: { code: 'SOURCE_REFUSED', facts: { cause: 'SourceWrongDigest', sha256: digest } },
  });
  expect(await readdir(join(machine.state, 'records'))).not.toContain('other');
});

test('a name that is nearly that of a model is answered with it', async () => {
  const missed = await run(['deploy', 'tiny-2m', '--local']);
  expect(missed.exitCode).toBe(9);
  expect(missed.stderr).toContain('did you mean `tiny-1m`?');
  expect(missed.stderr).toContain('  llmkube deploy tiny-1m --local\n');
});

test('a model as it is shown is a catalog of its own', async () => {
  const shown = await run(['catalog', 'show', 'tiny:1m', '-o', 'yaml']);
  const own = join(machine.home, 'own.yaml');
  await writeFile(own, shown.stdout);
  const again = await machine.run(['catalog', 'show', 'tiny-1m', '-o', 'json'], {
    LLMKUBE_CATALOG: own,
  });
  const [document] = again.events;
  expect(document).toMatchObject({ models: [{ id: 'tiny-1m', repo: 'org/tiny-GGUF' }] });
  expect(schemaProblems(publishedSchema('catalog-result.json'), document)).toBe('');
  const text = await run(['catalog', 'show', 'tiny-1m']);
  expect(text.stdout).toMatch(/^Tiny 1M, `llmkube deploy tiny-1m`\n/);
  expect(text.stdout).toMatch(/license +mit; /);
  expect(text.stdout).toMatch(/Q8_0 \(usual\) .* known +tiny-q8\.gguf\n/);
});

test('models are listed with those of the user first, and found by words', async () => {
  const [list] = (await run(['catalog', 'list', '-o', 'json'])).events;
  expect(list).toMatchObject({ models: [{ id: 'tiny-1m' }, ...catalog.map(({ id }) => ({ id }))] });
  expect(schemaProblems(publishedSchema('catalog-result.json'), list)).toBe('');
  const found = await run(['catalog', 'search', 'TINY mit']);
  expect(found.stdout).toMatch(/^MODEL +QUANT .*\ntiny-1m +Q8_0 .*\n$/);
  expect((await run(['catalog', 'search', 'nothing-of-that-name'])).stdout).toBe(
    'No such model in the catalog\n',
  );
  const missed = await run(['catalog', 'show', 'tiny-2m']);
  expect(missed).toMatchObject({
    exitCode: 9,
    stderr: expect.stringContaining('did you mean `tiny-1m`?'),
  });
});

test('a catalog that cannot be read names the file and the field', async () => {
  const broken = await run(['catalog', 'list', '-o', 'json'], 'short');
  expect(broken.exitCode).toBe(2);
  expect(broken.events.at(-1)).toMatchObject({
    error: { code: 'CATALOG_INVALID', facts: { path: join(machine.home, 'catalog.yaml') } },
  });
  expect(broken.stdout).toContain('models[0].files[0].sha256');
  // It is in nobody's way who does not ask for a name.
  const named = await run(['deploy', 'plain', '--source', machine.model, '--local'], 'short');
  expect(named).toMatchObject({ exitCode: 0 });
});
