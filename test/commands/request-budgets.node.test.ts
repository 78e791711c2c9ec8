import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApiProxy } from '../support/api-proxy.ts';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { SERVER_IMAGE_NAME } from '../support/images/make-server-image.ts';
import { featureBudgets, requestBudgets } from '../support/request-budgets.ts';
import { runCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';
import { countTraffic, type Traffic } from '../support/traffic.ts';

const cluster = joinCluster();
const namespace = 'request-budgets';
let models: ServedModels;

beforeAll(async () => {
  models = await serveModels(cluster.hostAddress);
  await cluster.makeNamespace(namespace);
  await cluster.api.ask('POST', `/api/v1/namespaces/${namespace}/persistentvolumeclaims`, {
    metadata: { name: claim },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  });
  await cluster.api.ask('POST', `/api/v1/namespaces/${namespace}/secrets`, {
    metadata: { name: secret },
    stringData: { token: 'none' },
  });
});

afterAll(() => models?.close());

const claim = 'mine';
const secret = 'hub';

function wordsOf(text: string): string[] {
  const values: Readonly<Record<string, string>> = {
    URL: `${models.url}/tiny.gguf`,
    IMAGE: SERVER_IMAGE_NAME,
    // The same image by its short name: for Kubernetes another template.
    OTHER: SERVER_IMAGE_NAME.replace('docker.io/library/', ''),
    CLAIM: claim,
    FILE: 'tiny.gguf',
    SECRET: secret,
  };
  return text
    .split(' ')
    .map((word) => word.replaceAll(/\b[A-Z]{3,}\b/g, (name) => values[name] ?? name));
}

async function trafficOf(words: string): Promise<Traffic> {
  const { kubeconfig, requests } = await startApiProxy(cluster, namespace);
  const run = await runCli([...wordsOf(words), '-o', 'json'], { kubeconfig });
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  return countTraffic(requests);
}

test.each(requestBudgets)('llmkube $words asks exactly so much ($when)', async (budget) => {
  expect(await trafficOf(budget.words)).toEqual(budget.traffic);
});

test.each(Object.entries(featureBudgets))(
  'a deploy with %s asks so much more',
  async (flags, more) => {
    const release = `with-${flags.replaceAll(/\W+/g, '-')}`.toLowerCase();
    const source = flags.includes('--source') ? '' : ' --source URL';
    const words = `deploy ${release}${source} --image IMAGE --no-wait`;
    const alone: Traffic = {
      ...{ reads: 4, dryRuns: 3, writes: 5 },
      ...{ lists: 0, watches: 0, questions: 0, logs: 0 },
    };
    const expected = Object.entries(alone).map(([kind, count]) => {
      return [kind, count + (more[kind as keyof Traffic] ?? 0)];
    });
    expect(await trafficOf(`${words} ${flags}`)).toEqual(Object.fromEntries(expected));
  },
);
