import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Manifest } from '../../src/core/manifest.ts';
import type { Comparison } from '../../src/core/target.ts';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { rejectionOf } from '../support/error-of.ts';
import { openTarget, writeKubeconfig } from './open-target.ts';

const cluster = joinCluster();
const namespace = 'client-objects';

beforeAll(async () => {
  await cluster.makeNamespace(namespace);
});

const open = (more: object = {}) => openTarget(cluster.kubeconfig, { namespace, ...more });

function configMap(name: string, data: Record<string, string> = { key: 'one' }): Manifest {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data };
}

function deployment(name: string, spec: object = {}): Manifest {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas: 1,
      strategy: { type: 'Recreate' },
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'server', image: 'example.test/none:1' }] },
      },
      ...spec,
    },
  };
}

function claim(name: string, storage = '1Gi'): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } },
  };
}

function resultOf({ verdict }: Comparison): Manifest {
  if (verdict.kind === 'accepted') return verdict.result;
  throw verdict.error;
}

function errorIn({ verdict }: Comparison) {
  if (verdict.kind === 'rejected') return verdict.error;
  throw new Error('expected a rejection, the comparison was accepted');
}

test('an object is compared without being made, then applied, read and removed', async () => {
  const target = await open();
  const manifest = configMap('life');
  const before = await target.compare(manifest);
  expect(before.live).toBeUndefined();
  expect(resultOf(before).data).toEqual({ key: 'one' });
  expect(await target.read({ ...manifest, name: 'life' })).toBeUndefined();
  const applied = await target.apply(manifest);
  const ref = { apiVersion: 'v1', kind: 'ConfigMap', name: 'life' };
  expect(await target.read(ref)).toEqual(applied);
  expect(applied.metadata.managedFields).toMatchObject([
    { manager: 'llmkube', operation: 'Apply' },
  ]);
  const uid = applied.metadata.uid ?? '';
  expect(await target.remove(ref, crypto.randomUUID())).toBe('absent');
  expect(await target.remove(ref, uid)).toBe('removed');
  expect(await target.remove(ref, uid)).toBe('absent');
});

test('an object that would not change compares as it is', async () => {
  const target = await open();
  const manifest = deployment('same');
  await target.apply(manifest);
  const comparison = await target.compare(manifest);
  const { live } = comparison;
  const { metadata, spec } = resultOf(comparison);
  expect(spec).toEqual(live?.spec);
  expect(metadata.uid).toBe(live?.metadata.uid);
});

test('a field of another manager is a conflict that names both', async () => {
  const target = await open();
  await target.apply(deployment('scaled'));
  await cluster.runKubectl(['scale', 'deployment/scaled', '--replicas=2', '-n', namespace]);
  const error = errorIn(await target.compare(deployment('scaled')));
  expect(error.code).toBe('FIELD_CONFLICT');
  expect(error.message).toBe(
    `Cannot apply Deployment ${namespace}/scaled: field \`spec.replicas\` is owned by \`kubectl\``,
  );
  expect(error.facts).toMatchObject({ fields: ['spec.replicas'], managers: ['kubectl'] });
  expect((await rejectionOf(target.apply(deployment('scaled')))).code).toBe('FIELD_CONFLICT');
});

test('fields that never change are named', async () => {
  const target = await open();
  await target.apply(deployment('fixed'));
  const other = deployment('fixed', {
    selector: { matchLabels: { app: 'other' } },
    template: {
      metadata: { labels: { app: 'other' } },
      spec: { containers: [{ name: 'server', image: 'example.test/none:1' }] },
    },
  });
  const selector = errorIn(await target.compare(other));
  expect(selector.code).toBe('FIELD_IMMUTABLE');
  expect(selector.facts).toMatchObject({ fields: ['spec.selector'] });
  await target.apply(claim('fixed', '2Gi'));
  const shrunk = errorIn(await target.compare(claim('fixed', '1Gi')));
  expect(shrunk.code).toBe('FIELD_IMMUTABLE');
  // A claim that is bound by now names the field itself.
  expect(shrunk.message).toMatch(
    /^Cannot apply PersistentVolumeClaim \S+\/fixed: field `spec(\.resources\.requests\.storage)?` can/,
  );
});

test('an update of an object that is gone or was made again is refused', async () => {
  const target = await open();
  const uid = crypto.randomUUID();
  const stale = { ...configMap('stale'), metadata: { name: 'stale', uid } };
  expect((await rejectionOf(target.apply(stale))).code).toBe('OBJECT_CHANGED');
  await target.apply(configMap('stale'));
  expect((await rejectionOf(target.apply(stale))).code).toBe('OBJECT_CHANGED');
});

test('an unknown field is a fault of ours and named', async () => {
  const target = await open();
  const error = await rejectionOf(target.compare({ ...deployment('typo'), bogus: 1 }));
  expect(error.code).toBe('INTERNAL');
  expect(error.message).toContain('bogus');
});

test('a wrong name is refused with the field', async () => {
  const target = await open();
  const error = errorIn(
    await target.compare({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: '9bad.name' },
      spec: { ports: [{ port: 80 }] },
    }),
  );
  expect(error.code).toBe('OBJECT_REJECTED');
  expect(error.facts).toMatchObject({ fields: ['metadata.name'] });
});

test('a namespace that does not exist ends every comparison', async () => {
  const target = await open({ namespace: 'client-nowhere' });
  const error = await rejectionOf(target.compare(configMap('lost')));
  expect(error.code).toBe('NAMESPACE_NOT_FOUND');
  expect(error.message).toBe(
    'Cannot apply ConfigMap client-nowhere/lost: namespace `client-nowhere` does not exist',
  );
  expect(error.suggestions).toEqual(['kubectl create namespace client-nowhere']);
});

test('a quota without room is seen before the first write', async () => {
  const crowded = 'client-quota';
  await cluster.makeNamespace(crowded);
  const quota = { metadata: { name: 'q' }, spec: { hard: { persistentvolumeclaims: '0' } } };
  await cluster.api.ask('POST', `/api/v1/namespaces/${crowded}/resourcequotas`, quota);
  const target = await open({ namespace: crowded });
  await expect
    .poll(async () => (await target.compare(claim('p'))).verdict.kind, { timeout: 10_000 })
    .toBe('rejected');
  const error = errorIn(await target.compare(claim('p')));
  expect(error.code).toBe('QUOTA_EXCEEDED');
  expect(error.message).toContain('a quota does not leave room: q, requested:');
});

test('a warning of the server comes with the comparison', async () => {
  const strict = 'client-restricted';
  await cluster.makeNamespace(strict);
  const label = 'pod-security.kubernetes.io/enforce=restricted';
  await cluster.runKubectl(['label', 'namespace', strict, label]);
  const { verdict } = await (await open({ namespace: strict })).compare(deployment('loose'));
  expect(verdict.kind === 'accepted' && verdict.warnings).toEqual([
    expect.stringContaining('would violate PodSecurity "restricted:latest"'),
  ]);
});

test('who may only view is told the missing permission', async () => {
  const kubeconfig = await cluster.makeUser({ name: 'viewer', namespace, role: 'view' });
  const target = await openTarget(kubeconfig);
  const error = errorIn(await target.compare(configMap('forbidden')));
  expect(error.code).toBe('FORBIDDEN');
  expect(error.facts).toMatchObject({ verb: 'patch', resource: 'configmaps', namespace });
  expect(error.message).toMatch(/user `\S+` may not `patch` `configmaps` in namespace/);
});

/** The kubeconfig of the cluster with other fields in its user and its cluster. */
async function spoilKubeconfig(parts: { user?: object; cluster?: object }): Promise<string> {
  const shown = await cluster.runKubectl(['config', 'view', '--raw', '-o', 'json']);
  const [{ cluster: sound }] = JSON.parse(shown).clusters;
  const folder = await mkdtemp(join(tmpdir(), 'llmkube-test-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const { server, ...rest } = sound;
  return await writeKubeconfig(folder, server, {
    ...parts,
    cluster: { ...rest, ...parts.cluster },
  });
}

test('a server whose authority is not in the kubeconfig is not trusted', async () => {
  const target = await openTarget(
    await spoilKubeconfig({ cluster: { 'certificate-authority-data': '' } }),
  );
  const error = await rejectionOf(target.read({ apiVersion: 'v1', kind: 'Pod', name: 'x' }));
  expect(error.code).toBe('CLUSTER_UNREACHABLE');
  expect(error.message).toContain('is not trusted');
});

test('a token that means nothing is rejected as such', async () => {
  const target = await openTarget(await spoilKubeconfig({ user: { token: 'nonsense' } }));
  const error = await rejectionOf(target.listReleases('target'));
  expect(error.code).toBe('UNAUTHENTICATED');
});
