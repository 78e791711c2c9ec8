import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { SERVER_IMAGE_NAME } from '../support/images/make-server-image.ts';
import { runCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
const namespace = 'deploy-caches';
let models: ServedModels;

beforeAll(async () => {
  models = await serveModels(cluster.hostAddress);
  await cluster.makeNamespace(namespace);
});

afterAll(() => models?.close());

const downloads = () => models.downloads().length;

async function deploy(release: string, flags: readonly string[]): Promise<void> {
  const image = ['--image', SERVER_IMAGE_NAME, '-n', namespace, '-o', 'json'];
  const run = await runCli(['deploy', release, ...flags, ...image], cluster);
  expect(run.events.at(-1)).toMatchObject({ type: 'result', proof: { state: 'proven' } });
}

const fromUrl = () => ['--source', `${models.url}/tiny.gguf`];

test('weights in a claim are served from where they lie, without a download', async () => {
  await deploy('filler', fromUrl());
  const before = downloads();
  const path = ['-n', namespace, '-o', 'jsonpath={..env[?(@.name=="LLMKUBE_FILE")].value}'];
  const file = await cluster.runKubectl(['get', 'deployment', 'filler', ...path]);
  await deploy('reader', ['--source', `pvc://filler-cache/${file}`]);
  expect(downloads()).toBe(before);
});

test('two releases on the shared claim download a model once', async () => {
  const before = downloads();
  await deploy('shared-one', [...fromUrl(), '--cache', 'shared']);
  await deploy('shared-two', [...fromUrl(), '--cache', 'shared']);
  expect(downloads()).toBe(before + 1);
});

test('without a cache every pod downloads for itself, and two of them serve', async () => {
  const before = downloads();
  await deploy('apart', [...fromUrl(), '--cache', 'none', '--replicas', '2']);
  expect(downloads()).toBe(before + 2);
});

// The node has a device that is no GPU, so the engine computes on the processor: it is found out.
test('a pod that asks for a GPU, processors and memory gets them, and serves where it may without', async () => {
  const flags = [...fromUrl(), '--gpus', '1', '--cpu', '100m', '--memory', '1Gi'];
  const image = ['--image', SERVER_IMAGE_NAME, '-n', namespace, '-o', 'json'];
  const run = await runCli(['deploy', 'sized', ...flags, ...image], cluster);
  expect(run.events.at(-1)).toMatchObject({ type: 'error', error: { code: 'DEVICE_FALLBACK' } });
  expect(run.exitCode).toBe(5);
  await deploy('sized', [...flags, '--allow-cpu']);
  const shown = await runCli(['status', 'sized', '-n', namespace, '-o', 'json'], cluster);
  const { memory } = JSON.parse(shown.stdout);
  expect(memory).toMatchObject({
    asked: { gpus: 1 },
    planned: { gpuLayers: memory.planned.layers },
    real: { gpuLayers: 0 },
    verdict: 'on the processor',
  });
});

test('what was planned without GPUs is what the engine says of its buffers', async () => {
  await deploy('planned', fromUrl());
  const shown = await runCli(['status', 'planned', '-n', namespace, '-o', 'json'], cluster);
  const { memory } = JSON.parse(shown.stdout);
  expect(memory).toMatchObject({ verdict: 'as planned', places: [{ id: 'host' }] });
  const [{ plannedBytes, realBytes }] = memory.places;
  // The lines of the engine are rounded to hundredths of a MiB, one for each of five buffers.
  expect(Math.abs(plannedBytes - realBytes)).toBeLessThan(0.05 * 1024 ** 2);
});
