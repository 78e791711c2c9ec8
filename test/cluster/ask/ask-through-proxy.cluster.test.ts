import { beforeAll, expect, test } from 'vitest';
import { joinCluster } from '../../support/cluster/join-cluster.ts';
import { openTarget } from '../open-target.ts';

const cluster = joinCluster();
const namespace = 'client-proxy';

beforeAll(async () => {
  await cluster.makeNamespace(namespace);
  await cluster.api.ask('POST', `/api/v1/namespaces/${namespace}/services`, {
    metadata: { name: 'qwen' },
    spec: { ports: [{ name: 'http', port: 8080 }], selector: { app: 'none' } },
  });
});

const question = { release: 'qwen', method: 'POST', path: '/v1/completions', body: {} } as const;

test('an endpoint without pods answers 503 and is asked once', async () => {
  const target = await openTarget(cluster.kubeconfig, { namespace });
  expect(await target.ask(question)).toMatchObject({
    kind: 'answered',
    status: 503,
    body: expect.stringContaining('no endpoints available'),
  });
});

test('who may edit may ask, and who may only view is told what is missing', async () => {
  const editor = await cluster.makeUser({ name: 'editor', namespace, role: 'edit' });
  expect(await (await openTarget(editor)).ask(question)).toMatchObject({ status: 503 });
  const viewer = await cluster.makeUser({ name: 'viewer', namespace, role: 'view' });
  expect(await (await openTarget(viewer)).ask(question)).toEqual({
    kind: 'forbidden',
    message: expect.stringMatching(/may not `create` `services\/proxy` in namespace/),
    suggestions: expect.arrayContaining([expect.stringContaining('services')]),
  });
});

test('a pod without a node has no log yet, and neither has one that never was', async () => {
  const target = await openTarget(cluster.kubeconfig, { namespace });
  const spec = { containers: [{ name: 'server', image: 'example.test/none:1' }] };
  await cluster.api.ask('POST', `/api/v1/namespaces/${namespace}/pods`, {
    metadata: { name: 'waiting' },
    spec,
  });
  expect(await target.logs({ pod: 'waiting', container: 'server', tailLines: 5 })).toBe('');
  expect(await target.logs({ pod: 'nowhere', container: 'server', tailLines: 5 })).toBe('');
});
