import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { hubCommit, hubTokens, serveHub, type TestHub } from '../support/hub/serve-hub.ts';
import { SERVER_IMAGE_NAME } from '../support/images/make-server-image.ts';
import { type CliRun, runCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
const namespace = 'hub';
const { member, stranger } = hubTokens;
let models: ServedModels;
let hub: TestHub;

beforeAll(async () => {
  models = await serveModels(cluster.hostAddress);
  const tiny = await readFile(path.join(models.folder, 'tiny.gguf'));
  const files = { 'README.md': Buffer.from('# tiny'), 'tiny-Q4_0.gguf': tiny };
  hub = await serveHub(cluster.hostAddress, {
    'org/open': { files },
    'org/gated': { files, access: 'gated', tokens: [member] },
  });
  await cluster.makeNamespace(namespace);
});

afterAll(async () => {
  await hub?.close();
  await models?.close();
});

function deploy(name: string, args: readonly string[], token?: string): Promise<CliRun> {
  const env = { HF_ENDPOINT: hub.url, ...(token === undefined ? {} : { HF_TOKEN: token }) };
  const target = ['--image', SERVER_IMAGE_NAME, '-n', namespace, '-o', 'json'];
  const { kubeconfig } = cluster;
  return runCli(['deploy', name, ...args, ...target], { kubeconfig, env });
}

const kubectl = (...args: string[]) => cluster.runKubectl([...args, '-n', namespace]);

test('a quantisation of a repository is fetched at the commit that was asked for, checked', async () => {
  const run = await deploy('open', ['--source', 'org/open:Q4_0']);
  expect(run).toMatchObject({ exitCode: 0 });
  const read = run.events.find(({ type }) => type === 'sourceRead');
  expect(read).toMatchObject({ commit: hubCommit, sha256: expect.any(String) });
  const log = await kubectl('logs', 'deployment/open', '-c', 'download');
  expect(log).toMatch(/llmkube-download: checking \d+\nllmkube-download: done \d+/);
  const again = await deploy('open', ['--source', 'org/open:Q4_0']);
  expect(again.events.at(-1)).toMatchObject({
    type: 'result',
    changes: expect.not.arrayContaining([expect.objectContaining({ action: 'update' })]),
  });
});

test('the name of a model of the catalog is enough', async () => {
  const catalog = path.join(models.folder, 'catalog.yaml');
  const files = [{ name: 'Q4_0', file: 'tiny-Q4_0.gguf' }];
  const entry = { id: 'tiny-1m', title: 'Tiny 1M', repo: 'org/open', files, usual: 'Q4_0' };
  await writeFile(catalog, JSON.stringify({ models: [entry] }));
  const env = { HF_ENDPOINT: hub.url, LLMKUBE_CATALOG: catalog };
  const words = ['deploy', 'tiny-1m', '--image', SERVER_IMAGE_NAME, '-n', namespace, '-o', 'json'];
  const run = await runCli(words, { kubeconfig: cluster.kubeconfig, env });
  expect(run).toMatchObject({ exitCode: 0 });
  const chosen = { type: 'modelChosen', repository: 'org/open', file: 'tiny-Q4_0.gguf' };
  expect(run.events).toContainEqual(expect.objectContaining(chosen));
  expect(run.events.at(-1)).toMatchObject({ release: 'tiny-1m', proof: { state: 'proven' } });
});

test('what the hub says no to is refused before a write, each in its own words', async () => {
  const before = await kubectl('get', 'all,configmaps,persistentvolumeclaims', '-o', 'name');
  const refusals = await Promise.all([
    deploy('login', ['--source', 'org/absent']),
    deploy('gated', ['--source', 'org/gated']),
    deploy('gone', ['--source', 'hf://org/open/absent.gguf']),
  ]);
  expect(refusals.map(({ exitCode }) => exitCode)).toEqual([4, 4, 4]);
  expect(refusals.map(causeOf)).toEqual(['Unauthorized', 'Gated', 'FileNotFound']);
  const digest = await deploy('wrong', ['--source', 'org/open', '--sha256', 'a'.repeat(64)]);
  expect([digest.exitCode, causeOf(digest)]).toEqual([4, 'SourceWrongDigest']);
  expect(await kubectl('get', 'all,configmaps,persistentvolumeclaims', '-o', 'name')).toBe(before);
});

test('a gated model comes with the token of a Secret, which is nowhere but in there', async () => {
  await kubectl('create', 'secret', 'generic', 'hub-token', `--from-literal=token=${member}`);
  const source = ['--source', 'org/gated:Q4_0', '--token-secret', 'hub-token'];
  const run = await deploy('member', source, member);
  expect(run).toMatchObject({ exitCode: 0 });
  const shown = hub.requests.filter(({ headers }) => headers['user-agent']?.startsWith('curl/'));
  expect(shown.at(-1)?.headers.authorization).toBe(`Bearer ${member}`);
  expect(hub.storage.requests.some(({ headers }) => 'authorization' in headers)).toBe(false);
  const written = await kubectl(
    'get',
    'all,configmaps,persistentvolumeclaims,events',
    '-o',
    'yaml',
  );
  const logs = await kubectl('logs', 'deployment/member', '--all-containers');
  expect(`${run.stdout}${run.stderr}${written}${logs}`).not.toContain(member);
});

test('a Secret with a token that may not have the model ends the command with that', async () => {
  await kubectl('create', 'secret', 'generic', 'wrong-token', `--from-literal=token=${stranger}`);
  const source = ['--source', 'hf://org/gated/tiny-Q4_0.gguf', '--token-secret', 'wrong-token'];
  const run = await deploy('stranger', source);
  expect(run.exitCode).toBe(5);
  expect(run.stdout).toContain('SourceForbidden: the source forbids it: 403, Access to model');
});

function causeOf({ events }: CliRun): unknown {
  return JSON.parse(JSON.stringify(events.at(-1))).error?.facts?.cause;
}
