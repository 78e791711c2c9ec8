import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { SERVER_IMAGE_NAME } from '../support/images/make-server-image.ts';
import { writeTinyAdapter } from '../support/models/write-tiny-adapter.ts';
import { runCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
const namespace = 'files-beside';
const { kubeconfig } = cluster ?? {};
let models: ServedModels;

beforeAll(async () => {
  models = await serveModels(cluster.hostAddress);
  await writeTinyAdapter(join(models.folder, 'adapter.gguf'));
  await cluster.makeNamespace(namespace);
});

afterAll(() => models?.close());

const apply = (name: string, model: object, fields: object = {}) => {
  const document = {
    apiVersion: 'cli.llmkube.dev/v1beta1',
    kind: 'InferenceService',
    metadata: { name },
    spec: {
      model: { source: `${models.url}/tiny.gguf`, ...model },
      runtime: { kind: 'llamacpp', image: SERVER_IMAGE_NAME },
      ...fields,
    },
  };
  const words = ['apply', '-n', namespace, '-o', 'json', '--filename', '-'];
  return runCli(words, { kubeconfig, input: JSON.stringify(document) });
};

const logOf = (name: string, container: string) =>
  cluster.runKubectl(['logs', `deployment/${name}`, '-c', container, '-n', namespace]);

test('a draft and an adapter are fetched in the same pod, and the engine uses both', async () => {
  const model = {
    draft: { source: `${models.url}/other.gguf` },
    adapters: [{ source: `${models.url}/adapter.gguf`, scale: 0.5 }],
  };
  const fields = { serving: { speculative: { method: 'draft-simple', tokens: 4 } } };
  const made = await apply('whole', model, fields);
  expect(made, made.stdout).toMatchObject({ exitCode: 0 });
  expect(made.events.at(-1)).toMatchObject({ releases: [{ proof: { state: 'proven' } }] });
  const fetched = await logOf('whole', 'download');
  expect(fetched.match(/llmkube-download: done \d+/g)).toHaveLength(3);
  const said = await logOf('whole', 'server');
  expect(said).toMatch(/loading draft model|draft model.*other\.gguf|other\.gguf/);
  expect(said).toContain('adapter.gguf');
  const again = await apply('whole', model, fields);
  expect(again.events.at(-1)).toMatchObject({
    releases: [
      { changes: [{ action: 'unchanged' }, { action: 'unchanged' }, { action: 'unchanged' }] },
    ],
  });
});

test('a file beside the weights that is not there is refused by its own field', async () => {
  const run = await apply('absent', { projector: { source: `${models.url}/absent.gguf` } });
  expect(run).toMatchObject({ exitCode: 4 });
  expect(run.stdout).toContain('"field":"model.projector.source"');
});

test('a projector that is none is given to the engine, which says so', async () => {
  const source = ['--source', `${models.url}/tiny.gguf`, '--image', SERVER_IMAGE_NAME];
  const projector = ['--set', `model.projector.source=${models.url}/other.gguf`];
  const words = ['deploy', 'blind', ...source, ...projector, '--max-restarts', '0'];
  const run = await runCli([...words, '-n', namespace, '-o', 'json'], { kubeconfig });
  expect(run.exitCode).not.toBe(0);
  expect(run.stdout).toMatch(/clip|mmproj|mtmd/i);
});
