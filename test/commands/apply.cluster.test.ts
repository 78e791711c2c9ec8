import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { V1Deployment } from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { listSettledVersions, listVersions } from '../support/namespace-objects.ts';
import { runCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
const namespace = 'apply';
let models: ServedModels;
let folder: string;

beforeAll(async () => {
  models = await serveModels('127.0.0.1');
  folder = mkdtempSync(join(tmpdir(), 'llmkube-apply-'));
  await cluster.makeNamespace(namespace);
});

afterAll(async () => {
  await models?.close();
  if (folder !== undefined) rmSync(folder, { recursive: true });
});

const spec = (name: string, more = '', source = `${models.url}/tiny.gguf`) => `---
apiVersion: cli.llmkube.dev/v1beta1
kind: InferenceService
metadata: {name: ${name}, namespace: ${namespace}}
spec:
  model: {source: "${source}"}
  runtime: {kind: llamacpp, image: "engine:1"}
${more}`;

async function apply(text: string, ...more: readonly string[]) {
  const file = join(folder, 'specs.yaml');
  writeFileSync(file, text);
  return await runCli(['apply', '-f', file, '--no-wait', '-o', 'json', ...more], cluster);
}

const readDeployment = (release: string) =>
  cluster.api.ask<V1Deployment>(
    'GET',
    `/apis/apps/v1/namespaces/${namespace}/deployments/${release}`,
  );

test('several documents become releases of the namespace that they name', async () => {
  const run = await apply(spec('one', '  resources: {cpu: "1"}\n') + spec('two'));
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expect(run.events.at(-1)).toMatchObject({
    target: { namespace },
    releases: [
      { release: 'one', revision: 1, phase: 'Unknown' },
      { release: 'two', revision: 1, phase: 'Unknown' },
    ],
  });
  const container = (await readDeployment('one')).spec?.template.spec?.containers[0];
  // Memory is computed from the header of the model.
  expect(container?.resources?.requests).toEqual({ cpu: '1', memory: expect.any(String) });
});

test('applied again they write nothing, and what a document no longer has is taken back', async () => {
  const text = spec('one', '  resources: {cpu: "1"}\n') + spec('two');
  const before = await listSettledVersions(cluster, namespace);
  expect(await apply(text)).toMatchObject({ exitCode: 0 });
  expect(await listVersions(cluster, namespace)).toEqual(before);
  const run = await apply(spec('one') + spec('two'));
  expect(run.events.at(-1)).toMatchObject({ releases: [{ revision: 2 }, { revision: 1 }] });
  const container = (await readDeployment('one')).spec?.template.spec?.containers[0];
  expect(container?.resources?.requests).toEqual({ memory: expect.any(String) });
});

test('one document that cannot be keeps all of them from being written', async () => {
  const before = await listVersions(cluster, namespace);
  const run = await apply(spec('three') + spec('four', '', 'pvc://nowhere/m.gguf'));
  expect(run).toMatchObject({ exitCode: 4 });
  expect(run.events.at(-1)).toMatchObject({ error: { code: 'CLAIM_NOT_FOUND' } });
  expect(await listVersions(cluster, namespace)).toEqual(before);
});

test('a document of another namespace than the others, or than the flag, is refused', async () => {
  const other = spec('two').replace(`namespace: ${namespace}`, 'namespace: other');
  const sentence = expect.stringMatching(/`metadata\.namespace` is not `.+`, and one command/);
  for (const run of [await apply(spec('one') + other), await apply(other, '-n', namespace)]) {
    expect(run.events.at(-1)).toMatchObject({
      error: { code: 'DOCUMENT_INVALID', facts: { problems: [sentence] } },
    });
  }
});
