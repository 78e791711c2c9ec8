import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { addMonitors, removeMonitors } from '../support/cluster/prometheus-operator.ts';
import { runCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
let models: ServedModels;

beforeAll(async () => {
  models = await serveModels('127.0.0.1');
  await addMonitors(cluster);
});

afterAll(async () => {
  await models?.close();
  await removeMonitors(cluster);
});

const kinds = [
  'deployments.apps',
  'services',
  'horizontalpodautoscalers.autoscaling',
  'poddisruptionbudgets.policy',
  'ingresses.networking.k8s.io',
  'networkpolicies.networking.k8s.io',
  'podmonitors.monitoring.coreos.com',
  'prometheusrules.monitoring.coreos.com',
  'cronjobs.batch',
];
const sets = [
  'scale.autoscale.max=2',
  'network.ingress.host=a.example.com',
  'network.unauthenticated=allow',
  'network.policy.namespaces=["team"]',
  'monitoring.podMonitor=true',
  'monitoring.rules=true',
  'rollout.recycle={"schedule":"0 4 * * SUN","serviceAccount":"default"}',
];

/** Makes a release with all of these and takes its record away. */
async function lose(namespace: string): Promise<void> {
  const words = ['deploy', 'lost', '-n', namespace, '--no-wait', '--image=e:1', '--cache=none'];
  const fields = sets.map((set) => `--set=${set}`);
  const run = await runCli([...words, `--source=${models.url}/tiny.gguf`, ...fields], cluster);
  expect(run).toMatchObject({ exitCode: 0 });
  await cluster.runKubectl(['-n', namespace, 'delete', 'configmap/llmkube.lost']);
}

async function left(namespace: string): Promise<readonly string[]> {
  const words = [
    '-n',
    namespace,
    'get',
    kinds.join(','),
    '-o',
    'name',
    '-l',
    'cli.llmkube.dev/release',
  ];
  return (await cluster.runKubectl(words)).split('\n').filter((line) => line !== '');
}

test.each([['lost'], ['--all']])(
  'delete %s finds every kind of a release whose record is gone',
  async (what) => {
    const namespace = `leftovers-${what.replaceAll('-', '')}`;
    await cluster.makeNamespace(namespace);
    await lose(namespace);
    expect(await left(namespace)).toHaveLength(kinds.length);
    const run = await runCli(['delete', what, '-n', namespace, '-o', 'json'], cluster);
    expect(run).toMatchObject({ exitCode: 0 });
    // Of what KEDA and a Gateway would have there is no kind here, which is no news.
    const warned = run.events
      .filter(({ type }) => type === 'warning')
      .map(({ message }) => message);
    expect(warned).toEqual(['the record of `lost` is gone; what carries its labels is removed']);
    expect(run.events.at(-1)?.removed).toHaveLength(kinds.length);
    expect(await left(namespace)).toEqual([]);
  },
);

test('kinds that a user may not list are named, and the rest goes', async () => {
  const namespace = 'leftovers-edit';
  await cluster.makeNamespace(namespace);
  await lose(namespace);
  const kubeconfig = await cluster.makeUser({ name: 'ann', namespace, role: 'edit' });
  const run = await runCli(['delete', 'lost', '-n', namespace, '-o', 'json'], { kubeconfig });
  expect(run).toMatchObject({ exitCode: 0 });
  expect(run.events.find(({ type }) => type === 'warning')?.message).toBe(
    'objects of these kinds may be left, which this user may not list: PodMonitor, PrometheusRule',
  );
  expect((await left(namespace)).map((name) => name.split('.')[0])).toEqual([
    'podmonitor',
    'prometheusrule',
  ]);
});
