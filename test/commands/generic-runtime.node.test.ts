import type { V1Deployment } from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { SERVER_IMAGE_NAME } from '../support/images/make-server-image.ts';
import { runCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
const namespace = 'generic';
const { kubeconfig } = cluster ?? {};
let models: ServedModels;

beforeAll(async () => {
  models = await serveModels(cluster.hostAddress);
  await cluster.makeNamespace(namespace);
});

afterAll(() => models?.close());

const args = [
  ...['--model', '$(LLMKUBE_MODEL_PATH)', '--alias', '$(LLMKUBE_MODEL_ID)'],
  ...['--host', '0.0.0.0', '--port', '$(LLMKUBE_PORT)', '--ctx-size', '256'],
];

const llmkube = (words: readonly string[], input?: string) =>
  runCli([words[0] ?? '', '-n', namespace, '-o', 'json', ...words.slice(1)], {
    kubeconfig,
    ...(input === undefined ? {} : { input }),
  });

test('a document with an image, arguments and a port comes to a token', async () => {
  const spec = {
    model: { source: `${models.url}/tiny.gguf` },
    runtime: {
      kind: 'generic',
      image: SERVER_IMAGE_NAME,
      args,
      generic: { port: 9000, healthPath: '/health' },
    },
  };
  const document = {
    apiVersion: 'cli.llmkube.dev/v1beta1',
    kind: 'InferenceService',
    metadata: { name: 'asked' },
    spec,
  };
  const input = JSON.stringify(document);
  const made = await llmkube(['apply', '--filename', '-'], input);
  expect(made, made.stdout).toMatchObject({ exitCode: 0 });
  expect(made.events.at(-1)).toMatchObject({ releases: [{ proof: { state: 'proven' } }] });
  const again = await llmkube(['apply', '--filename', '-'], input);
  expect(again).toMatchObject({ exitCode: 0 });
  const unchanged = { action: 'unchanged' };
  expect(again.events.at(-1)).toMatchObject({
    releases: [{ changes: [unchanged, unchanged, unchanged] }],
  });
});

test('without a path to ask, a port that is open counts as ready and a token is the proof', async () => {
  const words = ['deploy', 'opened', '--source', `${models.url}/tiny.gguf`];
  const engine = ['--runtime', 'generic', '--image', SERVER_IMAGE_NAME, '--require-proof'];
  const made = await llmkube([...words, ...engine, '--', ...args]);
  expect(made, made.stdout).toMatchObject({ exitCode: 0 });
  const path = `/apis/apps/v1/namespaces/${namespace}/deployments/opened`;
  const { spec } = await cluster.api.ask<V1Deployment>('GET', path);
  const [server] = spec?.template.spec?.containers ?? [];
  expect(server?.readinessProbe).toMatchObject({ tcpSocket: { port: 'http' } });
  const asked = await llmkube(['chat', 'opened', 'Hello', '--once']);
  expect(asked).toMatchObject({ exitCode: 0 });
});
