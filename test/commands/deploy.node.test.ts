import { gunzipSync } from 'node:zlib';
import type { V1ConfigMap, V1Deployment, V1PodList, V1Service } from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { SERVER_IMAGE_NAME } from '../support/images/make-server-image.ts';
import { type CliRun, runCli } from '../support/run-cli.ts';
import { holdLineHere, runLineHere, runLineInPod } from '../support/run-line.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';
import { takePort } from '../support/take-port.ts';

const cluster = joinCluster();
const namespace = 'deploy';
const release = 'qwen2-5-0-5b';
const id = 'Qwen2.5_0.5B';
const url = `http://${release}.${namespace}.svc:8080/v1`;
const { kubeconfig } = cluster ?? {};
let models: ServedModels;
let first: CliRun;

beforeAll(async () => {
  models = await serveModels(cluster.hostAddress);
  await cluster.makeNamespace(namespace);
  first = await deploy(['-o', 'json']);
});

afterAll(() => models?.close());

const deploy = (more: readonly string[] = []) =>
  runCli(
    [
      'deploy',
      id,
      '--source',
      `${models.url}/tiny.gguf`,
      '--image',
      SERVER_IMAGE_NAME,
      '-n',
      namespace,
      ...more,
    ],
    { kubeconfig },
  );

test('a deploy ends with a token and says how to talk to the model', () => {
  expect(first.exitCode).toBe(0);
  expect(first.stderr).toBe('');
  expect(first.events.at(-1)).toEqual({
    type: 'result',
    release,
    target: { kind: 'cluster', context: 'test', namespace },
    revision: 1,
    changes: [
      created(`PersistentVolumeClaim ${namespace}/${release}-cache`),
      created(`Service ${namespace}/${release}`),
      created(`Deployment ${namespace}/${release}`),
    ],
    endpoint: {
      url,
      model: id,
      curl: expect.stringContaining(`curl -s ${url}/chat/completions `),
      fromHere: {
        forward: `kubectl --context test -n ${namespace} port-forward service/${release} 8080`,
        curl: expect.stringContaining('curl -s http://127.0.0.1:8080/v1/chat/completions '),
      },
    },
    phase: 'Ready',
    proof: { state: 'proven', milliseconds: expect.any(Number), tokens: 1 },
  });
});

test('the events tell the stages, what was applied and how the pod went on', () => {
  const stages = first.events.filter(({ type }) => /^stage/.test(String(type)));
  expect(stages.map(({ type, stage }) => `${type} ${stage}`)).toEqual(
    ['plan', 'apply', 'observe', 'prove'].flatMap((stage) => [
      `stageStarted ${stage}`,
      `stageEnded ${stage}`,
    ]),
  );
  const applied = first.events.filter(({ type }) => type === 'objectApplied');
  expect(applied.map(({ object }) => String(object).split(' ')[0])).toEqual([
    'PersistentVolumeClaim',
    'Service',
    'Deployment',
  ]);
  const phases = first.events.filter(({ type }) => type === 'podPhaseChanged');
  expect(phases.at(-1)).toMatchObject({ phase: 'Ready' });
});

test('the curl line of the result gets a chat answer in a pod of the cluster', async () => {
  const pods = await cluster.api.ask<V1PodList>('GET', serverPods());
  const ip = pods.items[0]?.status?.podIP ?? '';
  const answer = await runLineInPod(cluster, {
    namespace,
    line: endpointOf(first).curl,
    hosts: { [`${release}.${namespace}.svc`]: ip },
  });
  expect(JSON.parse(answer)).toMatchObject({
    model: id,
    choices: [{ message: { role: 'assistant', content: expect.stringMatching(/./) } }],
  });
});

test('the two lines for this machine get a chat answer here', async () => {
  const port = await takePort();
  const { forward, curl } = endpointOf(first).fromHere;
  await holdLineHere(cluster, forward.replace(/ 8080$/, ` ${port}:8080`), /Forwarding from 127/);
  const answer = await runLineHere(cluster, curl.replace(':8080', `:${port}`));
  expect(JSON.parse(answer)).toMatchObject({ model: id, choices: [{}] });
});

test('the record says what was asked for and what was made of it', async () => {
  const record = await cluster.api.ask<V1ConfigMap>(
    'GET',
    object('configmaps', `llmkube.${release}`),
  );
  expect(record.metadata?.labels).toEqual({
    'app.kubernetes.io/managed-by': 'llmkube',
    'cli.llmkube.dev/record': '1',
    'cli.llmkube.dev/release': release,
  });
  const source = `${models.url}/tiny.gguf`;
  expect(JSON.parse(record.metadata?.annotations?.['cli.llmkube.dev/summary'] ?? '')).toMatchObject(
    {
      revision: 1,
      phase: 'deployed',
      model: source,
      runtime: 'llamacpp',
    },
  );
  expect(record.data?.schema).toBe('1');
  const intent = { model: { id, source }, runtime: { kind: 'llamacpp', image: SERVER_IMAGE_NAME } };
  expect(JSON.parse(record.data?.intent ?? '')).toEqual(intent);
  const state = JSON.parse(record.data?.state ?? '');
  expect(state).toMatchObject({ revision: 1, profile: 0, phase: 'deployed' });
  expect(state.pending).toBeUndefined();
  const payload = Buffer.from(record.binaryData?.['rev-000001'] ?? '', 'base64');
  expect(JSON.parse(gunzipSync(payload).toString('utf8'))).toMatchObject({
    revision: 1,
    cause: 'deploy',
    intent,
    resolved: { modelId: id, image: SERVER_IMAGE_NAME, contextLength: 512 },
    objects: [{ kind: 'PersistentVolumeClaim' }, { kind: 'Service' }, { kind: 'Deployment' }],
  });
});

test('every object carries the marks, and the record lists it with its uid', async () => {
  const record = await cluster.api.ask<V1ConfigMap>(
    'GET',
    object('configmaps', `llmkube.${release}`),
  );
  const { inventory, releaseId } = JSON.parse(record.data?.state ?? '');
  const made = await Promise.all([
    cluster.api.ask<V1Deployment>('GET', object('persistentvolumeclaims', `${release}-cache`)),
    cluster.api.ask<V1Service>('GET', object('services', release)),
    cluster.api.ask<V1Deployment>(
      'GET',
      `/apis/apps/v1/namespaces/${namespace}/deployments/${release}`,
    ),
  ]);
  for (const { metadata } of made) {
    expect(metadata?.labels).toMatchObject({
      'app.kubernetes.io/name': 'llmkube',
      'app.kubernetes.io/instance': release,
      'app.kubernetes.io/managed-by': 'llmkube',
      'cli.llmkube.dev/release': release,
      'cli.llmkube.dev/component': expect.stringMatching(/^(server|cache)$/),
    });
    expect(metadata?.annotations).toMatchObject({
      'cli.llmkube.dev/release-id': releaseId,
      'cli.llmkube.dev/model-id': id,
    });
    expect(metadata?.managedFields?.map(({ manager }) => manager)).toContain('llmkube');
  }
  const listed = inventory.map(({ uid }: { uid: string }) => uid);
  expect(listed).toEqual(made.map(({ metadata }) => metadata?.uid));
  const [, , deployment] = made;
  expect(deployment.spec?.selector?.matchLabels).toEqual({
    'cli.llmkube.dev/release': release,
    'cli.llmkube.dev/component': 'server',
  });
});

function object(plural: string, name: string): string {
  return `/api/v1/namespaces/${namespace}/${plural}/${name}`;
}

function serverPods(): string {
  return `/api/v1/namespaces/${namespace}/pods?labelSelector=cli.llmkube.dev/release=${release}`;
}

function created(name: string) {
  return { action: 'create', object: name, paths: [], restarts: false };
}

interface EndpointLines {
  readonly curl: string;
  readonly fromHere: { readonly forward: string; readonly curl: string };
}

function endpointOf({ events }: CliRun): EndpointLines {
  return events.at(-1)?.endpoint as EndpointLines;
}
