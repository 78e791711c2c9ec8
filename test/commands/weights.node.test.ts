import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { V1PodList } from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { pollUntil } from '../support/cluster/poll-until.ts';
import { isReady } from '../support/cluster/test-pods.ts';
import { SERVER_IMAGE_NAME } from '../support/images/make-server-image.ts';
import { serveFolder } from '../support/models/serve-folder.ts';
import { smallChatModel } from '../support/models/small-chat-model.ts';
import { runCli } from '../support/run-cli.ts';
import { runLineInPod } from '../support/run-line.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
const namespace = 'weights';
let models: ServedModels;

beforeAll(async () => {
  models = await serveModels(cluster.hostAddress);
  await cluster.makeNamespace(namespace);
});

afterAll(() => models?.close());

const downloads = () => models.downloads();

async function deploy(release: string, source = `${models.url}/tiny.gguf`): Promise<void> {
  const model = ['--source', source, '--image', SERVER_IMAGE_NAME];
  await llmkube(['deploy', release, ...model]);
}

async function llmkube(args: readonly string[]): Promise<void> {
  const { kubeconfig } = cluster;
  const run = await runCli([...args, '-n', namespace, '-o', 'json'], { kubeconfig });
  expect(run).toMatchObject({ exitCode: 0 });
}

test('a restarted pod serves again and downloads nothing', async () => {
  await deploy('restarted');
  const before = downloads().length;
  const [old] = await podsOf('restarted');
  const name = old?.metadata?.name ?? '';
  await cluster.runKubectl(['delete', 'pod', name, '--namespace', namespace]);
  await pollUntil({ what: 'the next pod to be ready', seconds: 30 }, async () => {
    const pods = await podsOf('restarted');
    return pods.some((pod) => pod.metadata?.name !== name && isReady(pod));
  });
  expect(downloads().length).toBe(before);
});

test.each([
  ['has no marker', 'rm -f /claim/*/*.complete'],
  ['is shorter than its marker says', 'ls /claim/*/*.complete'],
])('a leftover file that %s is downloaded again', async (_, line) => {
  const release = `leftover-${line.slice(0, 2)}`;
  await deploy(release);
  await llmkube(['delete', release]);
  const cut = 'set -e; for file in /claim/*/tiny.gguf; do truncate -s 1000 "$file"; done; ';
  await runLineInPod(cluster, { namespace, claim: `${release}-cache`, line: cut + line });
  const before = downloads().length;
  await deploy(release);
  const again = downloads().slice(before);
  const bytes = (await stat(join(models.folder, 'tiny.gguf'))).size;
  expect(again).toMatchObject([{ path: '/tiny.gguf', status: 200, bytes }]);
});

test('a real chat model that was deployed knows the capital of France', async () => {
  const { path } = await smallChatModel();
  const files = await serveFolder({ folder: dirname(path), address: cluster.hostAddress });
  onTestFinished(() => files.close());
  await deploy('chat', `${files.url}/${basename(path)}`);
  const proxy = `/api/v1/namespaces/${namespace}/services/chat:http/proxy`;
  const content = 'Name the capital city of France.';
  const answer = await cluster.api.ask('POST', `${proxy}/v1/chat/completions`, {
    model: 'chat',
    messages: [{ role: 'user', content }],
    temperature: 0,
    max_tokens: 40,
  });
  const choice = { message: { content: expect.stringContaining('Paris') } };
  expect(answer).toMatchObject({ model: 'chat', choices: [choice] });
});

async function podsOf(release: string): Promise<V1PodList['items']> {
  const selector = `labelSelector=cli.llmkube.dev/release=${release}`;
  const path = `/api/v1/namespaces/${namespace}/pods?${selector}`;
  return (await cluster.api.ask<V1PodList>('GET', path)).items;
}
