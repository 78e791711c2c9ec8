import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { addMonitors, removeMonitors } from '../support/cluster/prometheus-operator.ts';
import { expectRefusal } from '../support/expect-refusal.ts';
import { runCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
const namespace = 'monitoring';
let models: ServedModels;

beforeAll(async () => {
  models = await serveModels('127.0.0.1');
  await cluster.makeNamespace(namespace);
});

afterAll(async () => {
  await models?.close();
  await removeMonitors(cluster);
});

test('monitors are refused where the cluster has no such kind, and go with their release', async () => {
  const source = `--source=${models.url}/tiny.gguf`;
  const words = ['deploy', 'seen', source, '--image=e:1', '-n', namespace, '--no-wait'];
  const monitored = [...words, '--set=monitoring.podMonitor=true', '--set=monitoring.rules=true'];
  await expectRefusal(monitored, cluster, {
    code: 'KIND_NOT_FOUND',
    words: /^make the PodMonitor: the cluster has no objects of that kind/,
  });
  const path = `/api/v1/namespaces/${namespace}/configmaps/llmkube.seen`;
  expect(await cluster.api.request('GET', path)).toMatchObject({ status: 404 });
  await addMonitors(cluster);
  expect(await runCli(monitored, cluster)).toMatchObject({ exitCode: 0 });
  const again = await runCli([...words, '-o', 'json'], cluster);
  const changes = again.events.at(-1)?.changes as readonly { readonly action: string }[];
  expect(changes.map(({ action }) => action)).toEqual(Array(5).fill('unchanged'));
  const kinds = ['podmonitors', 'prometheusrules'];
  const statuses = async () =>
    await Promise.all(
      kinds.map(async (kind) => {
        const at = `/apis/monitoring.coreos.com/v1/namespaces/${namespace}/${kind}/seen`;
        return (await cluster.api.request('GET', at)).status;
      }),
    );
  expect(await statuses()).toEqual([200, 200]);
  expect(await runCli(['delete', 'seen', '-n', namespace], cluster)).toMatchObject({ exitCode: 0 });
  expect(await statuses()).toEqual([404, 404]);
});
