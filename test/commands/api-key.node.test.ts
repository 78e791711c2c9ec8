import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApiProxy } from '../support/api-proxy.ts';
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

test('an engine that takes its key in `Authorization` alone is asked through a port-forward', async () => {
  const proxy = await startApiProxy(cluster, namespace);
  // What is left then of a key on the way through the API server is nothing, as for such an engine.
  proxy.keep('x-api-key');
  const waited = await runCli(['wait', 'guarded', '-o', 'json', '--require-proof'], proxy);
  expect(waited.events.at(-1), waited.stdout).toMatchObject({ proof: { state: 'proven' } });
  const chatted = await runCli(['chat', 'guarded', 'Hello', '--once', '-o', 'json'], proxy);
  expect(chatted, chatted.stdout).toMatchObject({ exitCode: 0 });
  printed.push(waited.stdout, waited.stderr, chatted.stdout, chatted.stderr);
  expect(printed.join('')).not.toContain(keys[0]);
});

test('who may not use the service proxy is answered through a port-forward', async () => {
  const rules = [
    { apiGroups: [''], resources: ['configmaps', 'pods'], verbs: ['get', 'list', 'watch'] },
    { apiGroups: ['apps'], resources: ['deployments'], verbs: ['get', 'list', 'watch'] },
    { apiGroups: [''], resources: ['secrets'], verbs: ['get'] },
  ];
  const forwarding = { apiGroups: [''], resources: ['pods/portforward'], verbs: ['get', 'create'] };
  const roles = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/roles`;
  const asked = async (name: string, own: object[]) => {
    await cluster.api.ask('POST', roles, { metadata: { name }, rules: [...rules, ...own] });
    const kubeconfig = await cluster.makeUser({ name, namespace, role: `Role/${name}` });
    const run = await runCli(['wait', 'guarded', '-o', 'json'], { kubeconfig });
    return Object(run.events.at(-1)).proof;
  };
  expect(await asked('forwarding', [forwarding])).toMatchObject({ state: 'proven' });
  const why = /may not `create` `services\/proxy`.* may not `get` `pods\/portforward`/;
  expect(await asked('neither', [])).toMatchObject({
    state: 'not proven',
    why: expect.stringMatching(why),
  });
});

test('a release behind a network policy is asked from inside of its pod', async () => {
  const proxy = await startApiProxy(cluster, namespace);
  const model = ['--source', `${models.url}/tiny.gguf`, '--image', SERVER_IMAGE_NAME];
  const policy = ['--set', `network.policy.namespaces=["${namespace}"]`];
  const made = await runCli(['deploy', 'walled', ...model, ...policy, '-o', 'json'], proxy);
  expect(made.events.at(-1), made.stdout).toMatchObject({ proof: { state: 'proven' } });
  const ways = proxy.requests.map(({ path }) => path.split('/').at(-1));
  expect(ways).toContain('portforward');
  expect(proxy.requests.filter(({ path }) => path.includes('/proxy/'))).toEqual([]);
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
