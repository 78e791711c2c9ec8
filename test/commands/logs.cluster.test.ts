import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { pollUntil } from '../support/cluster/poll-until.ts';
import { expectRefusal } from '../support/expect-refusal.ts';
import { runCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
const namespace = 'logs-words';
let models: ServedModels;

beforeAll(async () => {
  models = await serveModels('127.0.0.1');
  await cluster.makeNamespace(namespace);
  await deploy('Qwen2.5');
});

afterAll(() => models?.close());

async function deploy(id: string, ...more: string[]): Promise<void> {
  const model = ['--source', `${models.url}/tiny.gguf`, '--image', 'engine:1', '--no-wait'];
  const run = await runCli(['deploy', id, ...model, ...more, '-n', namespace], cluster);
  expect(run).toMatchObject({ exitCode: 0 });
}

const logs = (...args: string[]) => runCli(['logs', ...args, '-n', namespace], cluster);

test('a pod that has not started has no log, and what to ask instead is said', async () => {
  const run = await pollUntil({ what: 'a pod', seconds: 20 }, async () => {
    const one = await logs('Qwen2.5');
    return !one.stderr.includes('has no pods') && one;
  });
  expect(run).toMatchObject({ exitCode: 0, stdout: '' });
  expect(run.stderr).toMatch(
    /^Warning: pod qwen2-5-\S+: server has not started, `llmkube logs qwen2-5 --init` shows the download\n$/,
  );
  const { events, stderr } = await logs('qwen2-5', '--init', '-o', 'json');
  expect(stderr).toBe('');
  const message = expect.stringMatching(/^pod qwen2-5-\S+: download has not started$/);
  expect(events).toEqual([{ type: 'warning', message }]);
});

test('a release without pods says so', async () => {
  await deploy('stopped', '--replicas', '0');
  const stderr = 'Warning: `stopped` has no pods\n';
  expect(await logs('stopped')).toMatchObject({ exitCode: 0, stdout: '', stderr });
});

test.each([
  ['unknown', 'unknown'],
  ['another spelling', 'qwen2_5'],
])('a release that is %s is not found', async (_, name) => {
  const words = new RegExp(`^read the logs of \`${name}\`: namespace \`${namespace}\` has no such`);
  const args = ['logs', name, '-n', namespace];
  await expectRefusal(args, cluster, { code: 'RELEASE_NOT_FOUND', words });
});

test('who may not list pods is told the missing rule', async () => {
  const role = { kind: 'Role', apiVersion: 'rbac.authorization.k8s.io/v1' };
  const rules = [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }];
  const path = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/roles`;
  await cluster.api.ask('POST', path, { ...role, metadata: { name: 'records' }, rules });
  const kubeconfig = await cluster.makeUser({ name: 'reader', namespace, role: 'Role/records' });
  const words = /may not `list` `pods` in namespace `logs-words`$/;
  await expectRefusal(['logs', 'qwen2-5'], { kubeconfig }, { code: 'FORBIDDEN', words });
});

test.each([
  [['--since', '10'], /^use --since `10`: it has no unit$/],
  [['--since', 'soon'], /^use --since `soon`: it is no duration$/],
  [['--tail', '-1'], /--tail/],
  [['--follow', '--previous'], /--previous/],
])('%j is a wrong command line', async (flags, words) => {
  await expectRefusal(['logs', 'qwen2-5', ...flags], cluster, { code: 'USAGE', words });
});
