import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { SERVER_IMAGE_NAME } from '../support/images/make-server-image.ts';
import { secretsIn } from '../support/planted-secrets.ts';
import { type CliRun, runCli } from '../support/run-cli.ts';
import { serveS3, type TestS3 } from '../support/s3/serve-s3.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
const namespace = 's3';
const source = ['--source', 's3://models/tiny.gguf'];
const withSecret = ['--set', 'model.s3.secret=s3-keys'];
let models: ServedModels;
let s3: TestS3;

beforeAll(async () => {
  models = await serveModels(cluster.hostAddress);
  s3 = await serveS3(cluster.hostAddress);
  await s3.makeBucket('models');
  await s3.put('models', 'tiny.gguf', await readFile(path.join(models.folder, 'tiny.gguf')));
  await cluster.makeNamespace(namespace);
});

afterAll(async () => {
  await s3?.close();
  await models?.close();
});

const kubectl = (...args: string[]) => cluster.runKubectl([...args, '-n', namespace]);

function deploy(
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = s3.env,
): Promise<CliRun> {
  const target = ['--image', SERVER_IMAGE_NAME, '-n', namespace, '-o', 'json'];
  const { kubeconfig } = cluster;
  return runCli(['deploy', name, ...source, ...args, ...target], { kubeconfig, env });
}

async function makeSecret(name: string, secret: string): Promise<void> {
  const id = `--from-literal=AWS_ACCESS_KEY_ID=${s3.env.AWS_ACCESS_KEY_ID}`;
  await kubectl(
    'create',
    'secret',
    'generic',
    name,
    id,
    `--from-literal=AWS_SECRET_ACCESS_KEY=${secret}`,
  );
}

test('a pod without keys is refused before a write, and so are keys that are not there', async () => {
  const refusals = [await deploy('keyless', []), await deploy('absent', withSecret)];
  expect(refusals.map(({ exitCode }) => exitCode)).toEqual([4, 4]);
  const said = refusals.map(({ events }) => JSON.stringify(events.at(-1)));
  expect(said[0]).toContain('the store gives it to signed requests only (403)');
  expect(said[1]).toContain('Secret s3/s3-keys: it does not exist');
});

test('an object is served with the keys of a Secret, which are nowhere but in there', async () => {
  const { AWS_ACCESS_KEY_ID: id = '', AWS_SECRET_ACCESS_KEY: secret = '' } = s3.env;
  await makeSecret('s3-keys', secret);
  const run = await deploy('keyed', withSecret);
  expect(run).toMatchObject({ exitCode: 0 });
  expect(run.events.at(-1)).toMatchObject({ proof: { state: 'proven' } });
  const kinds = 'all,configmaps,persistentvolumeclaims,events';
  const written = await kubectl('get', kinds, '-o', 'yaml');
  const logs = await kubectl('logs', 'deployment/keyed', '--all-containers');
  const planted = [
    { where: 'id', value: id },
    { where: 'secret', value: secret },
  ];
  expect(secretsIn(`${run.stdout}${run.stderr}${written}${logs}`, planted)).toEqual([]);
});

test('without keys of its own a machine deploys with what it knows', async () => {
  const { AWS_ENDPOINT_URL_S3, AWS_REGION } = s3.env;
  const store = [`model.s3.endpoint=${AWS_ENDPOINT_URL_S3}`, `model.s3.region=${AWS_REGION}`];
  const run = await deploy('blind', [...withSecret, ...store.flatMap((one) => ['--set', one])], {});
  expect(run).toMatchObject({ exitCode: 0 });
  expect(run.stdout).toContain('this machine has no keys');
});

test('a Secret with a wrong key ends the command with that', async () => {
  await makeSecret('wrong-keys', 'not-that-secret');
  const run = await deploy('wrong', ['--set', 'model.s3.secret=wrong-keys']);
  expect(run.exitCode).toBe(5);
  expect(run.stdout).toContain('SourceForbidden: the source forbids it: 403');
});
