import type { V1Deployment } from '@kubernetes/client-node';
import { beforeAll, expect, test } from 'vitest';
import type { Manifest } from '../../src/core/manifest.ts';
import { startApiProxy } from '../support/api-proxy.ts';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { rejectionOf } from '../support/error-of.ts';
import { openTarget } from './open-target.ts';

const cluster = joinCluster();
const namespace = 'client-apply';
const forced = { forcedPaths: ['.spec.replicas'] };

beforeAll(() => cluster.makeNamespace(namespace));

const open = () => openTarget(cluster.kubeconfig, { namespace });
const kubectl = (...args: string[]) => cluster.runKubectl([...args, '-n', namespace]);
const scale = (name: string, replicas: number) =>
  kubectl('scale', `deployment/${name}`, `--replicas=${replicas}`);
const setImage = (name: string) => kubectl('set', 'image', `deployment/${name}`, 'server=none:2');

function deployment(name: string, replicas: number): Manifest {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas,
      strategy: { type: 'Recreate' },
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'server', image: 'none:1' }] },
      },
    },
  };
}

async function read(name: string): Promise<V1Deployment> {
  const path = `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`;
  return await cluster.api.ask<V1Deployment>('GET', path);
}

test('a field that may be taken is taken from whoever owns it', async () => {
  const target = await open();
  await target.apply(deployment('taken', 1));
  await scale('taken', 2);
  const { verdict } = await target.compare(deployment('taken', 3), forced);
  expect(verdict).toMatchObject({ kind: 'accepted', result: { spec: { replicas: 3 } } });
  expect((await read('taken')).spec?.replicas).toBe(2);
  await target.apply(deployment('taken', 3), forced);
  expect((await read('taken')).spec?.replicas).toBe(3);
  // It is ours now, so the next apply needs no force.
  await target.apply(deployment('taken', 1));
  expect((await read('taken')).spec?.replicas).toBe(1);
});

test('a conflict about another field refuses all of it', async () => {
  const target = await open();
  await target.apply(deployment('partly', 1));
  await scale('partly', 2);
  await setImage('partly');
  const { verdict } = await target.compare(deployment('partly', 3), forced);
  expect(verdict).toMatchObject({ kind: 'rejected', error: { code: 'FIELD_CONFLICT' } });
  const error = await rejectionOf(target.apply(deployment('partly', 3), forced));
  expect(error.code).toBe('FIELD_CONFLICT');
  expect((await read('partly')).spec?.replicas).toBe(2);
});

test('a conflict that comes up after the last look is not forced over', async () => {
  await (await open()).apply(deployment('raced', 1));
  await scale('raced', 2);
  const proxy = await startApiProxy(cluster, namespace);
  const held = proxy.hold(({ query }) => query.get('force') === 'true');
  const target = await openTarget(proxy.kubeconfig, { namespace });
  const applying = rejectionOf(target.apply(deployment('raced', 3), forced));
  await held.arrived;
  await setImage('raced');
  held.release();
  // It is looked at again, and what nobody may take stands in the way.
  expect((await applying).code).toBe('FIELD_CONFLICT');
  expect((await read('raced')).spec).toMatchObject({
    replicas: 2,
    template: { spec: { containers: [{ image: 'none:2' }] } },
  });
});

test('what another manager of ours writes stays, and adds no difference', async () => {
  const target = await open();
  await target.apply(deployment('annotated', 1));
  const annotations = { 'cli.llmkube.dev/restarted-at': '2026-01-01T00:00:00.000Z' };
  const part: Manifest = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'annotated', uid: (await read('annotated')).metadata?.uid ?? '' },
    spec: { template: { metadata: { annotations } } },
  };
  await target.apply(part, { manager: 'restart' });
  const { generation } = await read('annotated').then(({ metadata }) => metadata ?? {});
  await target.apply(deployment('annotated', 1));
  const { metadata, spec } = await read('annotated');
  expect(metadata?.generation).toBe(generation);
  expect(spec?.template.metadata?.annotations).toEqual(annotations);
  expect(spec).toMatchObject({ replicas: 1 });
  expect(metadata?.managedFields?.map(({ manager }) => manager)).toContain('llmkube-restart');
});
