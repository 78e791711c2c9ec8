import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApiProxy, untilHeld } from '../support/api-proxy.ts';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { pollUntil } from '../support/cluster/poll-until.ts';
import { runCli, startCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
const namespace = 'overtaken';
const deployments = `/apis/apps/v1/namespaces/${namespace}/deployments`;
let models: ServedModels;

beforeAll(async () => {
  models = await serveModels('127.0.0.1');
  await cluster.makeNamespace(namespace);
});

afterAll(() => models?.close());

const llmkube = (args: readonly string[]) =>
  runCli([...args, '-n', namespace], { kubeconfig: cluster.kubeconfig });

const model = (image: string) => ['--source', `${models.url}/tiny.gguf`, '--image', image];

// No node is there, so that every pod waits until somebody meets the release half way.
test.each([
  {
    what: 'a Deployment that somebody pauses',
    name: 'paused',
    meet: (name: string): Promise<unknown> =>
      cluster.api.ask('PATCH', `${deployments}/${name}`, { spec: { paused: true } }),
    code: 'ROLLOUT_PAUSED',
    status: 4,
    words: /Cannot bring up `\w+`: its Deployment is paused$/,
  },
  {
    what: 'a Deployment that somebody deletes',
    name: 'deleted',
    meet: (name: string): Promise<unknown> => cluster.api.ask('DELETE', `${deployments}/${name}`),
    code: 'OBJECT_CHANGED',
    status: 4,
    words: /its Deployment was deleted or made again, and not by llmkube$/,
  },
  {
    what: 'a release that llmkube deletes',
    name: 'removed',
    meet: (name: string): Promise<unknown> => llmkube(['delete', name, '--yes']),
    code: 'RELEASE_SUPERSEDED',
    status: 7,
    words: /another command changed or deleted it meanwhile$|it was deleted$/,
  },
  {
    what: 'a release that another deploy changes',
    name: 'changed',
    meet: (name: string): Promise<unknown> =>
      llmkube(['deploy', name, '--image', 'engine:2', '--no-wait']),
    code: 'RELEASE_SUPERSEDED',
    status: 7,
    words: /revision 2 has replaced it$/,
  },
])('$what ends the wait for it', async ({ name, meet, code, status, words }) => {
  const proxy = await startApiProxy(cluster, namespace);
  const held = proxy.hold(({ path }) => path.endsWith('/events'));
  const deploying = await startCli(['deploy', name, ...model('engine:1'), '-o', 'json'], proxy);
  await untilHeld(held, deploying);
  held.release();
  await meet(name);
  const { exitCode, events } = await deploying.done;
  expect(events.at(-1)).toMatchObject({ error: { code, message: expect.stringMatching(words) } });
  expect(exitCode).toBe(status);
});

test('a Deployment that somebody scales by hand is still waited for', async () => {
  const proxy = await startApiProxy(cluster, namespace);
  const held = proxy.hold(({ path }) => path.endsWith('/events'));
  const args = ['deploy', 'scaled', ...model('engine:1'), '-o', 'json', '--timeout', '4s'];
  const deploying = await startCli(args, proxy);
  await untilHeld(held, deploying);
  held.release();
  await cluster.api.ask('PATCH', `${deployments}/scaled`, { spec: { replicas: 2 } });
  expect(await deploying.done).toMatchObject({ exitCode: 6 });
});

test('what the cluster warns of is said before the first write', async () => {
  const warned = `${namespace}-warned`;
  await cluster.makeNamespace(warned);
  await warnOfDeployments(warned);
  const args = ['deploy', 'warned', ...model('engine:1'), '--no-wait', '-n', warned, '-o', 'json'];
  const run = (more: readonly string[]) => runCli([...args, ...more], cluster);
  await pollUntil({ what: 'the policy to act', seconds: 30 }, async () =>
    (await run(['--dry-run'])).events.some(({ type }) => type === 'warning'),
  );
  const { exitCode, events } = await run([]);
  expect(exitCode).toBe(0);
  const message = expect.stringContaining('this cluster wants a cost centre');
  expect(events.filter(({ type }) => type === 'warning')).toEqual([{ type: 'warning', message }]);
  const types = events.map(({ type }) => type);
  expect(types.indexOf('warning')).toBeLessThan(types.indexOf('objectApplied'));
});

// Pod Security warns the same way, but pods of ours keep its restricted level.
async function warnOfDeployments(of: string): Promise<void> {
  const api = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolic';
  const rule = { apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE'] };
  const resourceRules = [{ ...rule, resources: ['deployments'] }];
  const validations = [{ expression: 'false', message: 'this cluster wants a cost centre' }];
  const spec = { matchConstraints: { resourceRules }, validations };
  await cluster.api.ask('POST', `${api}ies`, { metadata: { name: of }, spec });
  const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': of } };
  const binding = {
    policyName: of,
    validationActions: ['Warn'],
    matchResources: { namespaceSelector },
  };
  await cluster.api.ask('POST', `${api}ybindings`, { metadata: { name: of }, spec: binding });
}
