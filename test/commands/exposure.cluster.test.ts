import { afterAll, beforeAll, expect, test } from 'vitest';
import { addHttpRoutes, removeHttpRoutes } from '../support/cluster/gateway-api.ts';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { expectRefusal } from '../support/expect-refusal.ts';
import { listVersions } from '../support/namespace-objects.ts';
import { runCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
const namespace = 'exposure';
let models: ServedModels;

beforeAll(async () => {
  models = await serveModels('127.0.0.1');
  await cluster.makeNamespace(namespace);
});

afterAll(async () => {
  await models?.close();
  await removeHttpRoutes(cluster);
});

const llmkube = (words: readonly string[], input: string) =>
  runCli([words[0] ?? '', '-n', namespace, '-o', 'json', ...words.slice(1)], {
    kubeconfig: cluster.kubeconfig,
    input,
  });

const documentOf = (name: string, network: object) =>
  JSON.stringify({
    apiVersion: 'cli.llmkube.dev/v1beta1',
    kind: 'InferenceService',
    metadata: { name },
    spec: {
      model: { source: `${models.url}/tiny.gguf` },
      runtime: { kind: 'llamacpp', image: 'engine:1' },
      scale: { replicas: 0 },
      network,
    },
  });

const apply = (document: string) => llmkube(['apply', '--no-wait', '--filename', '-'], document);

async function changesOf(document: string) {
  const run = await apply(document);
  expect(run, run.stdout).toMatchObject({ exitCode: 0 });
  const [release] = Object(run.events.at(-1)).releases;
  return release.changes.map(({ object, action }: { object: string; action: string }) => {
    return `${object.split(' ')[0]} ${action}`;
  });
}

test('an Ingress and a NetworkPolicy are made, stay as they are, and go when nobody wants them', async () => {
  const network = {
    ingress: { host: 'qwen.example.com', class: 'nginx', tlsSecret: 'later' },
    unauthenticated: 'allow',
    policy: { namespaces: ['ingress-nginx'], cidrs: ['10.0.0.0/8'] },
  };
  const document = documentOf('inside', network);
  expect(await changesOf(document)).toEqual(
    expect.arrayContaining(['Ingress create', 'NetworkPolicy create']),
  );
  expect(
    new Set((await changesOf(document)).map((change: string) => change.split(' ')[1])),
  ).toEqual(new Set(['unchanged']));
  const { metadata } = JSON.parse(
    await cluster.runKubectl(['get', 'ingress/inside', '-n', namespace, '-o', 'json']),
  );
  expect(metadata.annotations).toMatchObject({
    'nginx.ingress.kubernetes.io/proxy-buffering': 'off',
    'nginx.ingress.kubernetes.io/proxy-read-timeout': '3600',
  });
  const { events } = await apply(documentOf('inside', {}));
  const removed = events.flatMap(({ type, object }) => (type === 'objectRemoved' ? [object] : []));
  expect(removed).toEqual(
    expect.arrayContaining([`Ingress ${namespace}/inside`, `NetworkPolicy ${namespace}/inside`]),
  );
  const kinds = 'ingresses,networkpolicies';
  const left = await cluster.runKubectl(['get', kinds, '-n', namespace, '-o', 'name']);
  expect(left.trim()).toBe('');
});

test('a route in a cluster without the Gateway API is refused before anything is written', async () => {
  const document = documentOf('routed', {
    route: { parent: { name: 'front', namespace: 'edge' }, host: 'qwen.example.com' },
    unauthenticated: 'allow',
  });
  const before = await listVersions(cluster, namespace);
  const words = ['apply', '-n', namespace, '--no-wait', '--filename', '-'];
  const options = { kubeconfig: cluster.kubeconfig, input: document };
  await expectRefusal(words, options, {
    code: 'KIND_NOT_FOUND',
    words: /HTTPRoute: the cluster has no objects of that kind/,
  });
  expect(await listVersions(cluster, namespace)).toEqual(before);
  await addHttpRoutes(cluster);
  expect(await changesOf(document)).toContain('HTTPRoute create');
  expect(await changesOf(document)).toContain('HTTPRoute unchanged');
  const removed = await llmkube(['delete', 'routed'], '');
  expect(removed, removed.stdout).toMatchObject({ exitCode: 0 });
  const left = await cluster.runKubectl(['get', 'httproutes', '-n', namespace, '-o', 'name']);
  expect(left.trim()).toBe('');
});
