import type { V1Deployment } from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { expectRefusal } from '../support/expect-refusal.ts';
import { listVersions } from '../support/namespace-objects.ts';
import { runCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
const namespace = 'deploy-flags';
let models: ServedModels;
let model: readonly string[];

beforeAll(async () => {
  models = await serveModels('127.0.0.1');
  model = ['--source', `${models.url}/tiny.gguf`, '--image', 'engine:1'];
  await cluster.makeNamespace(namespace);
  await cluster.api.ask('POST', `/api/v1/namespaces/${namespace}/secrets`, {
    metadata: { name: 'there' },
    stringData: { key: 'value' },
  });
});

afterAll(() => models?.close());

const kubectl = (...args: string[]) => cluster.runKubectl(['--namespace', namespace, ...args]);

async function deploy(release: string, more: readonly string[] = []) {
  const args = ['deploy', release, ...more, '-n', namespace, '--no-wait', '-o', 'json'];
  const run = await runCli(args, cluster);
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  return run.events.at(-1) ?? {};
}

const specOf = async (release: string) =>
  (
    await cluster.api.ask<V1Deployment>(
      'GET',
      `/apis/apps/v1/namespaces/${namespace}/deployments/${release}`,
    )
  ).spec;

const sized = ['--replicas', '2', '--cpu', '1500m', '--memory', '1.5Gi', '--gpus', '1'];
const more = ['--priority-class', 'system-cluster-critical', '--context-length', '4096'];

test('each flag is in the Deployment, stays when it is not said again, and can be taken back', async () => {
  await deploy('sized', [...model, ...sized, ...more]);
  const asked = { cpu: '1500m', memory: '1536Mi', 'nvidia.com/gpu': '1' };
  const spec = await specOf('sized');
  const pod = spec?.template.spec;
  expect(spec?.replicas).toBe(2);
  expect(pod?.priorityClassName).toBe('system-cluster-critical');
  expect(pod?.containers[0]?.resources?.requests).toEqual(asked);
  expect(pod?.containers[0]?.args?.join(' ')).toContain('--ctx-size 4096');
  expect(await deploy('sized')).toMatchObject({ revision: 1 });
  // Another spelling of the same amount is no change of an object.
  expect(await deploy('sized', ['--cpu', '1.5', '--memory', '1536Mi'])).toMatchObject({
    changes: Array(4).fill({ action: 'unchanged' }),
  });
  await deploy('sized', ['--cpu=', '--priority-class=', '--gpus', '0']);
  const after = (await specOf('sized'))?.template.spec;
  expect(after?.containers[0]?.resources?.requests).toEqual({ memory: '1536Mi' });
  expect(after?.priorityClassName).toBeUndefined();
});

test('replicas that are asked for win over a number that was set by hand', async () => {
  await deploy('counted', model);
  await kubectl('scale', 'deployment/counted', '--replicas=3');
  await deploy('counted', ['--replicas', '2']);
  expect((await specOf('counted'))?.replicas).toBe(2);
  expect(await deploy('counted')).toMatchObject({ revision: 2 });
});

test('a dry run shows each change and writes nothing', async () => {
  await deploy('dry', model);
  const before = await listVersions(cluster, namespace);
  const change = ['--image', 'engine:2', '--memory', '1Gi', '--dry-run'];
  expect(await deploy('dry', change)).toMatchObject({
    dryRun: true,
    revision: 1,
    changes: [
      { action: 'unchanged' },
      { action: 'unchanged' },
      { action: 'update', restarts: true, paths: expect.arrayContaining([expect.any(String)]) },
    ],
  });
  const text = await runCli(['deploy', 'dry', ...change, '-n', namespace], cluster);
  expect(text.stdout).toContain('dry in namespace deploy-flags: nothing was written');
  expect(text.stdout).toContain('update    Deployment deploy-flags/dry, which replaces its pods');
  expect(await listVersions(cluster, namespace)).toEqual(before);
});

test('a missing namespace is made when asked for, and a dry run does not make it', async () => {
  const away = ['-n', 'made-by-flag', '--no-wait', '-o', 'json'];
  const refused = await runCli(['deploy', 'first', ...model, ...away], cluster);
  expect(refused).toMatchObject({ exitCode: 8 });
  const create = ['deploy', 'first', ...model, ...away, '--create-namespace'];
  expect((await runCli([...create, '--dry-run'], cluster)).events.at(-1)).toMatchObject({
    dryRun: true,
    changes: [{ action: 'create' }, { action: 'create' }, { action: 'create' }],
  });
  expect(await cluster.runKubectl(['get', 'namespaces'])).not.toContain('made-by-flag');
  const made = await runCli(create, cluster);
  expect(made.events.at(-1)).toMatchObject({ type: 'result', revision: 1 });
  // Once more finds it there.
  expect((await runCli(create, cluster)).exitCode).toBe(0);
});

test('two releases share one claim, and deleting one with its data leaves it', async () => {
  const shared = [...model, '--cache', 'shared'];
  await deploy('one', shared);
  await deploy('two', shared);
  expect(await deploy('one')).toMatchObject({ revision: 1 });
  const run = await runCli(['delete', 'one', '--data', '--yes', '-n', namespace], cluster);
  expect(run.exitCode).toBe(0);
  expect(await kubectl('get', 'persistentvolumeclaims', '-o', 'name')).toContain(
    'persistentvolumeclaim/llmkube-cache\n',
  );
});

test('another cache leaves the old claim, and `delete --data` still finds it', async () => {
  await deploy('moved', model);
  await deploy('moved', ['--cache', 'none']);
  const claim = 'persistentvolumeclaim/moved-cache';
  expect(await kubectl('get', 'persistentvolumeclaims', '-o', 'name')).toContain(claim);
  await runCli(['delete', 'moved', '--data', '--yes', '-n', namespace], cluster);
  expect(await kubectl('get', 'persistentvolumeclaims', '-o', 'name')).not.toContain(claim);
});

test.each([
  ['Org/Model.Name:Q4_K_M', 'org-model-name-q4-k-m'],
  ['7B_Chat', 'm-7b-chat'],
  [`${'Very.Long/'.repeat(20)}Name`, expect.stringMatching(/^very-long-[a-z-]{21}-[0-9a-f]{8}$/)],
])('the id %s gets a legal name, and both forms reach the release', async (id, name) => {
  const { release } = (await deploy(id, model)) as { release: string };
  expect(release).toEqual(name);
  expect(release.length).toBeLessThanOrEqual(40);
  expect(await deploy(release)).toMatchObject({ release, revision: 1 });
  const spec = await specOf(release);
  expect(spec?.template.spec?.containers[0]?.args).toContain(id);
  const gone = await runCli(['delete', id, '-n', namespace], cluster);
  expect(gone.exitCode).toBe(0);
});

test('of two ids that fold to one name the second is refused, naming the first', async () => {
  await deploy('Same.Name', model);
  await expectRefusal(['deploy', 'same_name', ...model, '-n', namespace], cluster, {
    code: 'NAME_TAKEN',
    words: /its name `same-name` belongs to `Same.Name`$/,
  });
});

test.each([
  ['an illegal quantity', ['--cpu', 'two'], /`resources.cpu` is not a quantity/],
  ['memory in thousandths', ['--memory', '512m'], /`resources.memory` is not a quantity of bytes/],
  ['a cache that is none', ['--cache', 'some'], /it is none of release, shared, claim:NAME/],
  ['a cache of a node', ['--cache', 'node'], /are not supported yet$/],
  ['a digest that is none', ['--sha256', 'abc'], /`model.sha256` is not a sha256/],
  ['a Secret without a name', ['--token-secret', ':key'], /`model.tokenSecret.name` is not a name/],
])('%s is refused and nothing is written', async (_, flags, words) => {
  await expectRefusal(['deploy', 'refused', ...model, ...flags, '-n', namespace], cluster, {
    code: 'INVALID_FIELD',
    words,
  });
  expect(await kubectl('get', 'configmaps', '-o', 'name')).not.toContain('llmkube.refused');
});

test.each(['-1', '1.5', 'many'])('%s replicas are refused as a wrong command line', async (n) => {
  await expectRefusal(['deploy', 'refused', ...model, `--replicas=${n}`], cluster, {
    code: 'USAGE',
    words: /replicas|integer/i,
  });
});

test.each([
  ['of a source', ['--source', 'pvc://absent/m.gguf', '--image', 'engine:1']],
  ['of a cache', ['--cache', 'claim:absent']],
])('a missing claim %s is refused before anything is written', async (_, flags) => {
  const words = flags.includes('--source') ? flags : [...model, ...flags];
  await expectRefusal(['deploy', 'unclaimed', ...words, '-n', namespace], cluster, {
    code: 'CLAIM_NOT_FOUND',
    words: /PersistentVolumeClaim deploy-flags\/absent: it does not exist$/,
  });
  expect(await kubectl('get', 'configmaps', '-o', 'name')).not.toContain('llmkube.unclaimed');
});

test.each([
  ['a Secret', ['--token-secret', 'absent'], 'Secret deploy-flags/absent: it does not exist'],
  [
    'a key',
    ['--env-from-secret', 'A=there:absent'],
    'Secret deploy-flags/there: it has no key `absent`',
  ],
  [
    'a whole Secret',
    ['--env-from-secret', 'absent'],
    'Secret deploy-flags/absent: it does not exist',
  ],
  [
    'a ConfigMap',
    ['--set', 'runtime.envFrom=[{"configMap":"absent"}]'],
    'ConfigMap deploy-flags/absent: it does not exist',
  ],
  [
    'a login',
    ['--set', 'pod.pullSecrets=["absent"]'],
    'Secret deploy-flags/absent: it does not exist',
  ],
])('%s that is missing is refused before anything is written', async (_, flags, fact) => {
  await expectRefusal(['deploy', 'unkeyed', ...model, ...flags, '-n', namespace], cluster, {
    code: 'REFERENCE_NOT_FOUND',
    words: new RegExp(`${fact}$`),
  });
  expect(await kubectl('get', 'configmaps', '-o', 'name')).not.toContain('llmkube.unkeyed');
});
