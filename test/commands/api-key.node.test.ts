import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { expectRefusal } from '../support/expect-refusal.ts';
import { SERVER_IMAGE_NAME } from '../support/images/make-server-image.ts';
import { runCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
const namespace = 'api-key';
const secrets = `/api/v1/namespaces/${namespace}/secrets`;
const keys = ['sk-first-of-clients', 'sk-second-of-clients'];
let models: ServedModels;

beforeAll(async () => {
  models = await serveModels(cluster.hostAddress);
  await cluster.makeNamespace(namespace);
  await cluster.api.ask('POST', secrets, {
    metadata: { name: 'clients' },
    stringData: { 'api.key': keys[0] },
  });
});

afterAll(() => models?.close());

const printed: string[] = [];
async function llmkube(...words: readonly string[]) {
  const [verb = '', ...rest] = words;
  const run = await runCli([verb, '-n', namespace, '-o', 'json', ...rest], cluster);
  printed.push(run.stdout, run.stderr);
  return run;
}

test('a release asks for the key of a Secret, is proven with it and shows it to nobody', async () => {
  const model = ['--source', `${models.url}/tiny.gguf`, '--image', SERVER_IMAGE_NAME];
  const guarded = ['--api-key-secret', 'clients:api.key', '--require-proof'];
  const made = await llmkube('deploy', 'guarded', ...model, ...guarded);
  expect(made, made.stdout).toMatchObject({ exitCode: 0 });
  expect(made.events.at(-1)).toMatchObject({ proof: { state: 'proven' } });

  const base = `/api/v1/namespaces/${namespace}/services/guarded:http/proxy`;
  const question = { model: 'guarded', prompt: 'hi', max_tokens: 1 };
  expect(await cluster.api.request('POST', `${base}/v1/completions`, question)).toMatchObject({
    status: 401,
  });
  expect(await cluster.api.request('GET', `${base}/health`)).toMatchObject({ status: 200 });

  expect(await llmkube('chat', 'guarded', 'Hello', '--once')).toMatchObject({ exitCode: 0 });
  const status = await llmkube('status', 'guarded');
  const { endpoint } = Object(JSON.parse(status.stdout));
  // What reads the key is a shell, so the line is run by one.
  const reading = /\$\(.*\)/.exec(endpoint.fromHere.curl)?.[0] ?? '';
  const { stdout } = await execa('sh', ['-c', 'eval "printf %s $READING"'], {
    env: {
      READING: reading,
      KUBECONFIG: cluster.kubeconfig,
      PATH: `${path.dirname(cluster.kubectl)}:${process.env.PATH}`,
    },
  });
  expect(stdout).toBe(keys[0]);
  expect(printed.join('')).not.toContain(keys[0]);
  const stored = await cluster.runKubectl([
    'get',
    'configmaps,deployments',
    '-n',
    namespace,
    '-o',
    'yaml',
  ]);
  expect(stored).not.toContain(keys[0]);
});

test('after another key is in the Secret the release is not proven until it was restarted', async () => {
  await cluster.api.ask('PATCH', `${secrets}/clients`, { stringData: { 'api.key': keys[1] } });
  const waited = await llmkube('wait', 'guarded');
  expect(waited.events.at(-1)).toMatchObject({
    proof: { state: 'not proven', why: expect.stringContaining('the key of Secret `clients`') },
  });
  const restarted = await llmkube('restart', 'guarded');
  expect(restarted.events.at(-1)).toMatchObject({ proof: { state: 'proven' } });
  expect(printed.join('')).not.toContain(keys[1]);
});

test('a Secret without the key is refused before anything is written', async () => {
  const model = ['--source', `${models.url}/tiny.gguf`, '--image', SERVER_IMAGE_NAME];
  const words = ['deploy', 'keyless', '-n', namespace, ...model, '--api-key-secret', 'clients'];
  const refusal = { code: 'REFERENCE_NOT_FOUND', words: /has no key `api-key`/ } as const;
  await expectRefusal(words, cluster, refusal);
});
