import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { expectRefusal } from '../support/expect-refusal.ts';
import { hubCommit, hubTokens, serveHub, type TestHub } from '../support/hub/serve-hub.ts';
import { tinyConfig, tinyRepository } from '../support/models/tiny-repository.ts';
import { listVersions } from '../support/namespace-objects.ts';
import { runCli } from '../support/run-cli.ts';

const cluster = joinCluster();
const namespace = 'fit-of-engines';

/** A copy of the version that the plans are made for. */
const image = 'registry.example/vllm-openai:v0.25.1';
let hub: TestHub;

beforeAll(async () => {
  const longer = { ...tinyConfig, max_position_embeddings: 10_000_000 };
  hub = await serveHub('127.0.0.1', {
    'org/tiny': { files: tinyRepository },
    'org/long': {
      files: { ...tinyRepository, 'config.json': Buffer.from(JSON.stringify(longer)) },
    },
    'org/gated': { files: tinyRepository, access: 'gated', tokens: [hubTokens.member] },
  });
  await cluster.makeNamespace(namespace);
});

afterAll(() => hub?.close());

const machine = () => ({ kubeconfig: cluster.kubeconfig, env: { HF_ENDPOINT: hub.url } });

const words = (release: string, source: string, ...flags: readonly string[]) => [
  ...['deploy', release, '--source', source, '--runtime', 'vllm', '--image', image],
  ...['--gpus', '1', '-n', namespace, ...flags],
];

const resultOf = (run: { readonly events: readonly object[] }, type: string) =>
  run.events.filter((event) => Reflect.get(event, 'type') === type);

test('a repository that does not fit is refused before a namespace is made', async () => {
  const before = await listVersions(cluster, namespace);
  const small = ['--gpu-memory', '512Mi'];
  const refusal = {
    code: 'MODEL_TOO_LARGE',
    words:
      /^deploy `large`: it does not fit: CUDA0 needs [\d.]+ MiB \(weights .* \+ compute .* \+ kv .*\) and has [\d.]+ MiB$/,
  } as const;
  await expectRefusal(words('large', 'hf://org/tiny', ...small), machine(), refusal);
  expect(await listVersions(cluster, namespace)).toEqual(before);
  const missing = words('large', 'hf://org/tiny', ...small, '--create-namespace').map((word) =>
    word === namespace ? 'fit-of-engines-missing' : word,
  );
  await expectRefusal(missing, machine(), refusal);
  const path = '/api/v1/namespaces/fit-of-engines-missing';
  expect((await cluster.api.request('GET', path)).status).toBe(404);
});

test('one that fits is deployed with its plan, which status shows and the next deploy keeps', async () => {
  const flags = ['--gpu-memory', '24Gi', '--no-wait', '-o', 'json'];
  const run = await runCli(words('fits', 'hf://org/tiny', ...flags), machine());
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expect(resultOf(run, 'warning')).toEqual([]);
  const [planned] = resultOf(run, 'memoryPlanned');
  const limitBytes = Math.floor(24 * 1024 ** 3 * 0.92);
  expect(planned).toMatchObject({ places: [{ id: 'CUDA0', limitBytes }] });
  const neededBytes = Reflect.get(Object(planned), 'places')[0].neededBytes;
  const status = await runCli(['status', 'fits', '-n', namespace, '-o', 'json'], machine());
  expect(JSON.parse(status.stdout).memory).toEqual({
    asked: { gpus: 1 },
    planned: {},
    places: [{ id: 'CUDA0', plannedBytes: neededBytes }],
    verdict: 'unknown',
    message: 'what the engine really takes is not read',
  });
  const asked = hub.requests.length;
  const again = await runCli(words('fits', 'hf://org/tiny', ...flags), machine());
  expect(again).toMatchObject({ exitCode: 0 });
  expect(resultOf(again, 'memoryPlanned')).toEqual([]);
  expect(hub.requests.slice(asked)).toEqual([]);
});

test('without a context the engine decides, and one that it cannot hold is refused', async () => {
  const flags = ['--gpu-memory', '2Gi', '--no-wait'];
  const run = await runCli(words('long', 'hf://org/long', ...flags), machine());
  expect(run.exitCode).toBe(0);
  expect(run.stderr).toMatch(
    /^Memory: CUDA0 [\d.]+ [MG]iB of 1\.8 GiB; Conversations may hold \d+ tokens together /m,
  );
  const args = await cluster.runKubectl([
    ...['get', 'deployment', 'long', '-n', namespace],
    ...['-o', 'jsonpath={.spec.template.spec.containers[0].args}'],
  ]);
  expect(args).toContain(`"--revision","${hubCommit}"`);
  expect(args).toContain('"--max-model-len","auto"');
  const asked = words('long', 'hf://org/long', ...flags, '--context-length', '10000000');
  await expectRefusal(asked, machine(), {
    code: 'MODEL_TOO_LARGE',
    words: /^deploy `long`: it does not fit: CUDA0 needs [\d.]+ GiB /,
  });
});

test('what this machine may not read stops nobody', async () => {
  const flags = ['--gpu-memory', '24Gi', '--token-secret', 'hub', '--no-wait', '-o', 'json'];
  const secret = ['create', 'secret', 'generic', 'hub', '--from-literal=token=x', '-n', namespace];
  await cluster.runKubectl(secret);
  const run = await runCli(words('gated', 'hf://org/gated', ...flags), machine());
  expect(run).toMatchObject({ exitCode: 0 });
  expect(resultOf(run, 'warning')).toContainEqual({
    type: 'warning',
    message: expect.stringContaining('wants a login'),
  });
  expect(resultOf(run, 'memoryPlanned')).toEqual([]);
});
