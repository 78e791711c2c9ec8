import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Manifest } from '../../src/core/manifest.ts';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { runCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
const [applied, rendered] = ['render-applied', 'render-rendered'];
let models: ServedModels;
let folder: string;

beforeAll(async () => {
  models = await serveModels('127.0.0.1');
  folder = mkdtempSync(join(tmpdir(), 'llmkube-render-'));
  await cluster.makeNamespace(applied);
  await cluster.makeNamespace(rendered);
});

afterAll(async () => {
  await models?.close();
  if (folder !== undefined) rmSync(folder, { recursive: true });
});

const spec = (name: string, more: string) => `---
apiVersion: cli.llmkube.dev/v1beta1
kind: InferenceService
metadata: {name: ${name}}
spec:
  model: {id: "Model ${name}", source: "${models.url}/tiny.gguf"}
  runtime: {kind: llamacpp, image: "engine:1"}
${more}`;

function fileOf(text: string): string {
  const file = join(folder, 'specs.yaml');
  writeFileSync(file, text);
  return file;
}

const both = () =>
  spec('one', '  scale: {replicas: 0}\n') +
  spec('two', '  scale: {replicas: 0}\n  cache: {mode: shared}\n  resources: {memory: 1Gi}\n');

async function objectsIn(namespace: string): Promise<readonly unknown[]> {
  const kinds = 'deployments,services,persistentvolumeclaims';
  const words = ['get', kinds, '-n', namespace, '-o', 'json', '--show-managed-fields'];
  const { items } = JSON.parse(await cluster.runKubectl(words)) as { items: readonly Manifest[] };
  return items.map(withoutChance);
}

interface Owned {
  readonly manager: string;
  readonly operation: string;
  readonly fieldsV1: object;
}

// What the server and its controllers choose differs in two lives of one object; the marks and who
// owns which field do not.
function withoutChance({ metadata, spec: wanted, status: _, ...kept }: Manifest): object {
  const { name, labels, annotations = {}, managedFields = [] } = metadata;
  const { clusterIP, clusterIPs, volumeName, ...fields } = Object(wanted);
  const owned = (managedFields as readonly Owned[])
    .filter(({ manager }) => manager === 'llmkube')
    .map(({ operation, fieldsV1 }) => [operation, withoutReleaseId('f:', fieldsV1)]);
  expect(owned).toMatchObject([['Apply', {}]]);
  const marks = Object.entries(withoutReleaseId('', annotations)).filter(([key]) =>
    key.startsWith('cli.llmkube.dev/'),
  );
  return { ...kept, name, labels, marks, fields, owned };
}

function withoutReleaseId(prefix: string, object: object): object {
  const id = `${prefix}cli.llmkube.dev/release-id`;
  return JSON.parse(JSON.stringify(object), (key, value) => (key === id ? undefined : value));
}

test.each(['yaml', 'json'])('what render prints as %s kubectl applies as we do', async (form) => {
  const file = fileOf(both());
  const run = await runCli(['render', '-f', file, '-o', form], cluster);
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  const words = ['apply', '--server-side', '--field-manager=llmkube', '-n', rendered, '-f', '-'];
  await cluster.runKubectl(words, run.stdout);
  const made = await runCli(['apply', '-f', file, '-n', applied, '--no-wait'], cluster);
  expect(made).toMatchObject({ exitCode: 0 });
  expect(await objectsIn(rendered)).toEqual(await objectsIn(applied));
  expect(await objectsIn(rendered)).toHaveLength(6);
});

test('a release is rendered as its document is, with the namespace only when it is said', async () => {
  const file = fileOf(both());
  await runCli(['apply', '-f', file, '-n', applied, '--no-wait'], cluster);
  const [document, release] = [
    await runCli(['render', '-f', fileOf(spec('one', '  scale: {replicas: 0}\n')), '-n', applied]),
    await runCli(['render', 'one', '-n', applied], cluster),
  ];
  expect(release).toMatchObject({ exitCode: 0, stderr: '' });
  expect(release.stdout).toBe(document.stdout);
  expect(release.stdout).toContain(`namespace: ${applied}`);
});

test('a name of a model and of a release is the model, unless the release is asked for', async () => {
  const words = ['--source', `${models.url}/tiny.gguf`, '--image', 'mine:1', '--no-wait'];
  const deployed = await runCli(['deploy', 'qwen3-8b', ...words, '-n', applied], cluster);
  expect(deployed).toMatchObject({ exitCode: 0 });
  const asModel = ['render', 'qwen3-8b', '--image', 'engine:1', '--offline'];
  expect((await runCli(asModel, cluster)).stdout).toContain('image: engine:1');
  const asRelease = ['render', 'qwen3-8b', '--deployed', '-n', applied];
  expect((await runCli(asRelease, cluster)).stdout).toContain('image: mine:1');
});

test('a release that is not there, and a revision, are not found', async () => {
  const missing = await runCli(['render', 'nobody', '-n', applied, '-o', 'json'], cluster);
  expect(missing).toMatchObject({
    exitCode: 9,
    events: [{ error: { code: 'RELEASE_NOT_FOUND' } }],
  });
  const words = ['render', 'one', '--revision', '7', '-n', applied, '-o', 'json'];
  const later = await runCli(words, cluster);
  expect(later).toMatchObject({ exitCode: 9, events: [{ error: { code: 'REVISION_NOT_FOUND' } }] });
});
