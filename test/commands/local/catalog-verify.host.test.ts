import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveHub, type TestHub } from '../../support/hub/serve-hub.ts';
import { publishedSchema, schemaProblems } from '../../support/published-schema.ts';
import { runCli } from '../../support/run-cli.ts';

const weights = Buffer.from('GGUF and more');
const sha256 = createHash('sha256').update(weights).digest('hex');
let home: string;
let hub: TestHub;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'llmkube-verify-'));
  const files = { 'm-Q4_K_M.gguf': weights };
  hub = await serveHub('127.0.0.1', {
    'org/one': { files, card: { license: 'mit' } },
    'org/two': { files, card: { license: 'apache-2.0' } },
  });
  const entry = (id: string, repo: string, bytes: number) => ({
    id,
    title: id,
    repo,
    license: 'mit',
    files: [{ name: 'Q4_K_M', file: 'm-Q4_K_M.gguf', bytes }],
    usual: 'Q4_K_M',
  });
  const models = [
    entry('good', 'org/one', weights.length),
    entry('old', 'org/two', 12),
    entry('gone', 'org/none', 12),
  ];
  // JSON is YAML, too.
  await writeFile(join(home, 'catalog.yaml'), JSON.stringify({ models }));
});

afterAll(async () => {
  await hub?.close();
  await rm(home, { recursive: true, force: true });
});

async function verify(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const own = { HOME: home, LLMKUBE_CATALOG: join(home, 'catalog.yaml'), HF_ENDPOINT: hub.url };
  return await runCli(['catalog', 'verify', ...args], { env: { ...own, ...env } });
}

test('what the hub says the same is verified, and the status is 0', async () => {
  const run = await verify(['good']);
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expect(run.stdout).toBe(
    `MODEL   FILE            RESULT\ngood    m-Q4_K_M.gguf   verified\n\nAsked ${hub.url}: 1 verified\n`,
  );
});

test('what the hub contradicts or lacks is told with both sides, and the status is 4', async () => {
  const run = await verify(['good', 'old', 'gone']);
  expect(run.exitCode).toBe(4);
  expect(run.stdout).toContain(
    'changed: bytes 12 in the catalog, 13 at the hub; license mit in the catalog, apache-2.0 at the hub\n',
  );
  expect(run.stdout).toMatch(/gone +m-Q4_K_M\.gguf +missing: the hub wants a login/);
  expect(run.stdout).toContain('1 verified, 1 changed, 1 missing');
  const json = await verify(['good', 'old', 'gone', '-o', 'json']);
  expect(json.exitCode).toBe(4);
  expect(json.events).toMatchObject([
    {
      code: 'CATALOG_OUTDATED',
      checks: [{ outcome: 'verified', sha256 }, { outcome: 'changed' }, { outcome: 'missing' }],
    },
  ]);
  expect(schemaProblems(publishedSchema('catalog-verify-result.json'), json.events[0])).toBe('');
});

test('what is verified becomes a catalog with digests, and nothing half is left', async () => {
  const file = join(home, 'pinned.yaml');
  await writeFile(file, 'what was there before');
  const before = (await readdir(home)).toSorted();
  const run = await verify(['good', 'old', '--write', file]);
  expect(run.stdout).toContain(`The verified ones are in ${file}\n`);
  expect((await readdir(home)).toSorted()).toEqual(before);
  expect(await readFile(file, 'utf8')).toContain(`sha256: ${sha256}`);
  const shown = await runCli(['catalog', 'show', 'good', '-o', 'json'], {
    env: { HOME: home, LLMKUBE_CATALOG: file },
  });
  expect(shown.events).toMatchObject([{ models: [{ id: 'good', files: [{ sha256 }] }] }]);
  const nowhere = await verify(['good', '--write', join(home, 'no/where.yaml'), '-o', 'json']);
  expect(nowhere.exitCode).toBe(2);
  expect(nowhere.events).toMatchObject([{ error: { code: 'FILE_UNWRITABLE' } }]);
});

test('a hub that is away is one sentence and no stack trace', async () => {
  const run = await verify(['good'], { HF_ENDPOINT: 'http://127.0.0.1:1' });
  expect(run).toMatchObject({ exitCode: 8, stdout: '' });
  expect(run.stderr).toMatch(/^Error: Cannot verify the catalog: the hub http:\/\/127\.0\.0\.1:1 /);
  expect(run.stderr).not.toMatch(/^ +at /m);
});

test('a model of the catalog as it comes says that it is not verified, a pinned one does not', async () => {
  const show = (args: readonly string[], catalog: string) =>
    runCli(['catalog', 'show', ...args], { env: { HOME: home, LLMKUBE_CATALOG: catalog } });
  const shipped = await show(['qwen3-8b'], '/dev/null');
  expect(shipped.stdout).toMatch(/verified +no; `llmkube catalog verify qwen3-8b` asks the hub\n/);
  const pinned = await show(['good'], join(home, 'pinned.yaml'));
  expect(pinned.stdout).not.toContain('verify');
});
