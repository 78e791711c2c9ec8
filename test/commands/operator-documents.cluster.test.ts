import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { listVersions } from '../support/namespace-objects.ts';
import { runCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
const namespace = 'operator-documents';
let models: ServedModels;
let folder: string;
let file: string;

beforeAll(async () => {
  models = await serveModels('127.0.0.1');
  folder = mkdtempSync(join(tmpdir(), 'llmkube-operator-'));
  file = join(folder, 'operator.yaml');
  writeFileSync(file, stream());
  await cluster.makeNamespace(namespace);
});

afterAll(async () => {
  await models?.close();
  if (folder !== undefined) rmSync(folder, { recursive: true });
});

/** Two services of one Model, one before and one after it. */
const stream = () => `
${service('first', '{contextSize: 1024, parallelSlots: 2, mode: embedding}')}
---
apiVersion: inference.llmkube.dev/v1alpha1
kind: Model
metadata: {name: tiny, namespace: ${namespace}}
spec:
  source: "${models.url}/tiny.gguf" # where it lies
  quantization: Q8_0
---
${service('second', '{contextSize: 512, endpoint: {type: NodePort}, replicas: 0}')}
`;

const service = (name: string, fields: string) => `
apiVersion: inference.llmkube.dev/v1alpha1
kind: InferenceService
metadata: {name: ${name}, namespace: ${namespace}}
spec: {modelRef: tiny, image: "engine:1", ${fields.slice(1)}
`;

const convert = async () => (await runCli(['convert', '-f', file])).stdout;
const runWith = (words: readonly string[], input: string) =>
  runCli(words, { kubeconfig: cluster.kubeconfig, input });

test('the documents of the operator become releases, and nothing of its group is needed', async () => {
  const run = await runCli(['apply', '-f', file, '--no-wait', '-o', 'json'], cluster);
  expect(run).toMatchObject({ exitCode: 0 });
  expect(run.events).toContainEqual(
    expect.objectContaining({ message: expect.stringContaining('`spec.quantization` is dropped') }),
  );
  const kinds = 'deployments,services,configmaps';
  const listed = await cluster.runKubectl(['get', kinds, '-n', namespace, '-o', 'name']);
  for (const name of ['first', 'second']) {
    expect(listed).toContain(`deployment.apps/${name}\n`);
    expect(listed).toContain(`service/${name}\n`);
    expect(listed).toContain(`configmap/llmkube.${name}`);
  }
  const resources = await cluster.runKubectl(['api-resources', '-o', 'name']);
  expect(resources).not.toContain('llmkube.dev');
});

test('what convert prints changes nothing when it is applied, and renders the same', async () => {
  const converted = await convert();
  expect(converted).toContain('# where it lies');
  const before = await listVersions(cluster, namespace);
  const applied = await runWith(['apply', '-f', '-', '--no-wait'], converted);
  expect(applied).toMatchObject({ exitCode: 0 });
  expect(await listVersions(cluster, namespace)).toEqual(before);
  const rendered = await runCli(['render', '-f', file]);
  expect(rendered).toMatchObject({ exitCode: 0 });
  const again = await runWith(['render', '-f', '-'], converted);
  expect(again).toMatchObject({ exitCode: 0, stderr: '' });
  expect(again.stdout).toBe(rendered.stdout);
  expect(rendered.stdout).toContain('--pooling');
});

test('a Model of another namespace serves in that of its service, which is told', async () => {
  const home = `${namespace}-b`;
  const model = `
apiVersion: inference.llmkube.dev/v1alpha1
kind: Model
metadata: {name: tiny, namespace: ${namespace}}
spec: {source: "${models.url}/tiny.gguf"}`;
  const third = service('third', '{contextSize: 512, replicas: 0}').replace(namespace, home);
  await cluster.makeNamespace(home);
  const run = await runWith(
    ['apply', '-f', '-', '--no-wait', '-o', 'json'],
    `${model}\n---${third}`,
  );
  expect(run).toMatchObject({ exitCode: 0 });
  expect(run.events).toContainEqual(
    expect.objectContaining({
      message: expect.stringContaining(
        `\`spec.modelRef\` is \`tiny\` of the namespace \`${namespace}\``,
      ),
    }),
  );
  const claims = await cluster.runKubectl(['get', 'pvc', '-n', home, '-o', 'name']);
  expect(claims.trim()).toBe('persistentvolumeclaim/third-cache');
});

const claim = {
  ...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'weights' } },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
};

test('documents for other engines become releases of those engines', async () => {
  const other = (kind: string, fields: string) => `
apiVersion: inference.llmkube.dev/v1alpha1
kind: InferenceService
metadata: {name: other-${kind}, namespace: ${namespace}}
spec: {modelRef: folder, runtime: ${kind}, image: "engine:1", replicas: 0, ${fields}}
`;
  const text = [
    `
apiVersion: inference.llmkube.dev/v1alpha1
kind: Model
metadata: {name: folder, namespace: ${namespace}}
spec: {source: "pvc://weights/qwen"}
`,
    other('vllm', 'vllmConfig: {maxModelLen: 4096, dtype: bfloat16}'),
    other('sglang', 'sglangConfig: {contextLength: 4096, logLevel: debug}'),
    other('tgi', 'tgiConfig: {maxInputLength: 1024, maxTotalTokens: 4096}'),
    other('generic', 'args: [--serve]'),
  ].join('---');
  const weights = join(folder, 'weights.json');
  writeFileSync(weights, JSON.stringify(claim));
  await cluster.runKubectl(['create', '-n', namespace, '-f', weights]);
  const words = ['apply', '-f', '-', '--no-wait', '-o', 'json'];
  expect(await runWith(words, text)).toMatchObject({ exitCode: 0, stderr: '' });
  const shown = await cluster.runKubectl(['get', 'deployments', '-n', namespace, '-o', 'yaml']);
  for (const word of ['--max-model-len', '--log-level', '--max-input-tokens', '--serve']) {
    expect(shown).toContain(`- ${word}\n`);
  }
});
