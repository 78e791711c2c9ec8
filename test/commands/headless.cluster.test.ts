import type { V1Service } from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { expectRefusal } from '../support/expect-refusal.ts';
import { runCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
const namespace = 'headless';
let models: ServedModels;

beforeAll(async () => {
  models = await serveModels('127.0.0.1');
  await cluster.makeNamespace(namespace);
});

afterAll(() => models?.close());

const words = (release: string, type: string) => [
  ...['deploy', release, '-n', namespace, '--no-wait', '--image=e:1', '--cache=none'],
  ...[`--source=${models.url}/tiny.gguf`, `--set=network.service.type=${type}`],
  ...['--set=runtime.kind=generic', '--set=runtime.generic.port=9000'],
];

async function deploy(release: string, type: string) {
  const run = await runCli([...words(release, type), '-o', 'json'], cluster);
  expect(run).toMatchObject({ exitCode: 0 });
  return run.events.at(-1) ?? {};
}

const serviceOf = async (release: string) =>
  (await cluster.api.ask<V1Service>('GET', `/api/v1/namespaces/${namespace}/services/${release}`))
    .spec;

test('a headless Service has the port of the engine, and every address of a release says so', async () => {
  const url = `http://bare.${namespace}.svc:9000/v1`;
  expect(await deploy('bare', 'Headless')).toMatchObject({ endpoint: { url } });
  expect(await serviceOf('bare')).toMatchObject({
    type: 'ClusterIP',
    clusterIP: 'None',
    ports: [{ name: 'http', port: 9000, targetPort: 'http' }],
  });
  const again = await deploy('bare', 'Headless');
  const changes = again.changes as readonly { readonly action: string }[];
  expect(changes.filter(({ action }) => action !== 'unchanged')).toEqual([]);
  const status = await runCli(['status', 'bare', '-n', namespace, '-o', 'json'], cluster);
  expect(JSON.parse(status.stdout)).toMatchObject({ endpoint: { url } });
  const list = await runCli(['list', '-n', namespace, '-o', 'json'], cluster);
  expect(JSON.parse(list.stdout).releases).toMatchObject([{ release: 'bare', url }]);
});

test.each([
  ['ClusterIP', 'Headless'],
  ['Headless', 'ClusterIP'],
])('a Service that is %s never becomes %s, and the way is said', async (before, after) => {
  const release = `${before}-${after}`.toLowerCase();
  expect(await runCli(words(release, before), cluster)).toMatchObject({ exitCode: 0 });
  const second = words(release, after);
  await expectRefusal(second, cluster, {
    code: 'FIELD_IMMUTABLE',
    words: new RegExp(`^change Service ${namespace}/${release}: no Service ever `),
  });
  await cluster.api.ask('DELETE', `/api/v1/namespaces/${namespace}/services/${release}`);
  expect(await runCli(second, cluster)).toMatchObject({ exitCode: 0 });
  expect((await serviceOf(release))?.clusterIP === 'None').toBe(after === 'Headless');
});
