import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { publishedSchema, schemaProblems } from '../support/published-schema.ts';
import { type CliOptions, runCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

let folder: string;
let models: ServedModels;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'llmkube-render-'));
  models = await serveModels('127.0.0.1');
});

afterAll(async () => {
  await models?.close();
  await rm(folder, { recursive: true, force: true });
});

const spec = (name: string, more = '') => `---
apiVersion: cli.llmkube.dev/v1beta1
kind: InferenceService
metadata: {name: ${name}}
spec:
  model: {source: "${models.url}/tiny.gguf"}
  runtime: {kind: llamacpp, image: "engine:1"}
${more}`;

async function renderFile(text: string, words: readonly string[] = [], options: CliOptions = {}) {
  const file = path.join(folder, 'specs.yaml');
  await writeFile(file, text);
  return await runCli(['render', '-f', file, ...words], options);
}

// Of what a machine can differ in, and a kubeconfig that nobody could read.
const machines: readonly CliOptions[] = [
  {},
  { env: { TZ: 'Pacific/Kiritimati', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' } },
  { env: { TZ: 'America/St_Johns', LANG: 'C', USER: 'ann', HOSTNAME: 'elsewhere' } },
  { kubeconfig: '/nowhere/config' },
];

test('files give the same bytes on every machine, and no kubeconfig is read', async () => {
  const text = spec('one') + spec('two', '  scale: {replicas: 2}\n');
  const runs = [];
  for (const options of machines) runs.push(await renderFile(text, [], options));
  for (const run of runs) expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expect(new Set(runs.map(({ stdout }) => stdout)).size).toBe(1);
  const documents = parseAllDocuments(runs[0]?.stdout ?? '', { version: '1.1' });
  const names = documents.map((one) => `${one.get('kind')} ${one.getIn(['metadata', 'name'])}`);
  expect(names).toEqual([
    'PersistentVolumeClaim one-cache',
    'Service one',
    'Deployment one',
    'PersistentVolumeClaim two-cache',
    'Service two',
    'Deployment two',
    'PodDisruptionBudget two',
  ]);
});

test('JSON is one list of the same objects, which the published schema describes', async () => {
  const yaml = await renderFile(spec('one'), ['-n', 'team']);
  const json = await renderFile(spec('one'), ['-n', 'team', '-o', 'json']);
  const list = JSON.parse(json.stdout);
  const documents = parseAllDocuments(yaml.stdout, { version: '1.1' });
  expect(list.items).toEqual(documents.map((one) => one.toJS()));
  expect(list.items).toMatchObject(list.items.map(() => ({ metadata: { namespace: 'team' } })));
  expect(schemaProblems(publishedSchema('manifest-list.json'), list)).toBe('');
});

test('one bad document keeps everything from being printed, and all problems are told', async () => {
  const bad = spec('two', '  scale: {replica: 2}\n  serving: {contextLength: "8"}\n');
  const run = await renderFile(spec('one') + bad);
  expect(run).toMatchObject({ exitCode: 2, stdout: '' });
  expect(run.stderr).toMatch(/2 problems\n.*`replica`.*\n.*contextLength/);
});

test('a model on the command line becomes what a document of it becomes', async () => {
  const words = ['render', 'one', '--source', `${models.url}/tiny.gguf`, '--image', 'engine:1'];
  const run = await runCli(words);
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expect(run.stdout).toBe((await renderFile(spec('one'))).stdout);
});

test('offline no source is asked, and what that costs is said once', async () => {
  const before = models.requests.length;
  const run = await renderFile(spec('one') + spec('two'), ['--offline']);
  expect(models.requests).toHaveLength(before);
  expect(run.exitCode).toBe(0);
  expect(run.stderr).toBe(
    'Warning: cannot reach the source from here (it is not asked with --offline); the download may, so its size stays unknown\n',
  );
  expect(run.stdout).toContain('storage: 20Gi');
  const model = await runCli(['render', 'qwen3-8b', '--image', 'engine:1', '--offline']);
  expect(model).toMatchObject({ exitCode: 0 });
  expect(model.stderr).toMatch(/^Model: Qwen3 8B, .+\nWarning: cannot reach .+\n$/);
  const unknown = await runCli(['render', 'org/repo', '--image', 'engine:1', '--offline']);
  expect(unknown).toMatchObject({ exitCode: 4, stdout: '' });
  expect(unknown.stderr).toContain('with --offline nobody is asked which there are');
});

test('a name that is no model, where there is no cluster, is told with models that are near', async () => {
  const run = await runCli(['render', 'qwen3-8']);
  expect(run).toMatchObject({ exitCode: 8, stdout: '' });
  expect(run.stderr).toContain(
    'Error: Cannot render `qwen3-8`: it is no model, and there is no cluster to look for a release in; did you mean `qwen3-8b`',
  );
  expect(run.stderr).toContain('llmkube render qwen3-8b\n');
  expect(run.stderr).not.toContain('--local');
});

test('releases of this machine are refused, as they have no objects', async () => {
  const run = await runCli(['render', 'one', '--local']);
  expect(run).toMatchObject({ exitCode: 2, stdout: '' });
  expect(run.stderr).toContain('releases of this machine have no Kubernetes objects');
});
