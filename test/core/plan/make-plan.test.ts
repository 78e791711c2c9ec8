import { expect, test } from 'vitest';
import type { Manifest } from '../../../src/core/manifest.ts';
import { makePlan } from '../../../src/core/plan/make-plan.ts';
import { hasChanges } from '../../../src/core/plan/plan.ts';
import { wavesOf } from '../../../src/core/plan/waves.ts';
import type { Comparison } from '../../../src/core/target.ts';
import { LlmkubeError } from '../../../src/errors/llmkube-error.ts';

const mine = {
  labels: { 'cli.llmkube.dev/release': 'qwen' },
  annotations: { 'cli.llmkube.dev/release-id': 'id-1' },
};

function manifest(kind: string, more: object = {}): Manifest {
  const apiVersion = kind === 'Deployment' ? 'apps/v1' : 'v1';
  return { apiVersion, kind, metadata: { name: 'qwen', ...mine }, ...more };
}

function comparison(desired: Manifest, live?: Manifest, result: Manifest = desired): Comparison {
  return { desired, live, verdict: { kind: 'accepted', result, warnings: [] } };
}

const plan = (
  comparisons: readonly Comparison[],
  inventory: Parameters<typeof makePlan>[0]['inventory'] = [],
) => makePlan({ release: 'qwen', releaseId: 'id-1', namespace: 'default', comparisons, inventory });

test('a missing object is created', () => {
  const { changes, refusals } = plan([comparison(manifest('Service'))]);
  expect(changes).toMatchObject([
    { action: 'create', restarts: false, object: { kind: 'Service' } },
  ]);
  expect(refusals).toEqual([]);
});

test('what only the server writes is no change', () => {
  const live = manifest('Service', { status: { x: 1 } });
  const stamped = {
    ...live,
    metadata: {
      ...live.metadata,
      uid: 'u',
      resourceVersion: '5',
      generation: 3,
      managedFields: [],
      creationTimestamp: 't',
    },
  };
  const made = plan([comparison(manifest('Service'), stamped, manifest('Service'))]);
  expect(made.changes).toMatchObject([{ action: 'unchanged', paths: [] }]);
  expect(hasChanges(made)).toBe(false);
});

test('a change inside the template of a Deployment restarts pods, one outside does not', () => {
  const live = manifest('Deployment', { spec: { replicas: 1, template: { a: 1 }, templateX: 1 } });
  const template = manifest('Deployment', {
    spec: { replicas: 1, template: { a: 2 }, templateX: 1 },
  });
  const outside = manifest('Deployment', {
    spec: { replicas: 1, template: { a: 1 }, templateX: 2 },
  });
  expect(plan([comparison(template, live)]).changes).toMatchObject([
    { action: 'update', paths: ['spec.template.a'], restarts: true },
  ]);
  expect(plan([comparison(outside, live)]).changes).toMatchObject([
    { action: 'update', restarts: false },
  ]);
});

test.each([
  ['without our label', { labels: {}, annotations: mine.annotations }],
  ['of another release', { ...mine, labels: { 'cli.llmkube.dev/release': 'other' } }],
  [
    'of another life of the release',
    { ...mine, annotations: { 'cli.llmkube.dev/release-id': 'id-0' } },
  ],
])('an object %s is refused', (_, metadata) => {
  const live = manifest('Service', { metadata: { name: 'qwen', ...metadata } });
  expect(plan([comparison(manifest('Service'), live)]).refusals).toMatchObject([
    { code: 'OBJECT_FOREIGN' },
  ]);
});

test('a claim that `delete` kept is taken again, a claim of somebody else is not', () => {
  const kept = manifest('PersistentVolumeClaim', {
    metadata: {
      name: 'qwen',
      labels: { ...mine.labels, 'app.kubernetes.io/managed-by': 'llmkube' },
      annotations: { 'cli.llmkube.dev/release-id': 'id-0' },
    },
  });
  const alien = manifest('PersistentVolumeClaim', { metadata: { name: 'qwen' } });
  expect(plan([comparison(manifest('PersistentVolumeClaim'), kept)]).refusals).toEqual([]);
  expect(plan([comparison(manifest('PersistentVolumeClaim'), alien)]).refusals).toHaveLength(1);
});

test('a refusal of the server is the refusal of the plan, a missing namespace is said once', () => {
  const rejected = (kind: string, code: 'NAMESPACE_NOT_FOUND' | 'OBJECT_REJECTED'): Comparison => ({
    desired: manifest(kind),
    live: undefined,
    verdict: { kind: 'rejected', error: new LlmkubeError(code, `no ${kind}`) },
  });
  const made = plan([
    rejected('Service', 'NAMESPACE_NOT_FOUND'),
    rejected('Deployment', 'NAMESPACE_NOT_FOUND'),
    rejected('ConfigMap', 'OBJECT_REJECTED'),
  ]);
  expect(made.refusals.map(({ message }) => message)).toEqual(['no Service', 'no ConfigMap']);
  expect(made.changes).toEqual([]);
});

test('an object that is being deleted must be gone first', () => {
  const live = manifest('Service', {
    metadata: { name: 'qwen', ...mine, deletionTimestamp: '2026-01-01T00:00:00Z' },
  });
  const made = plan([comparison(manifest('Service'), live)]);
  expect(made.terminating).toEqual([{ apiVersion: 'v1', kind: 'Service', name: 'qwen' }]);
  expect(made.changes).toEqual([]);
});

test('what is no longer wanted is pruned, claims never', () => {
  const entry = (kind: string, name: string) => ({ apiVersion: 'v1', kind, name, hash: '' });
  const made = plan(
    [comparison(manifest('Service'))],
    [entry('Service', 'qwen'), entry('ConfigMap', 'old'), entry('PersistentVolumeClaim', 'old')],
  );
  expect(made.prune).toEqual([entry('ConfigMap', 'old')]);
});

test('claims come before Services, Services before Deployments, and what does not change is not sent', () => {
  const kinds = ['Deployment', 'Service', 'PersistentVolumeClaim', 'ConfigMap'];
  const { changes } = plan([
    ...kinds.map((kind) => comparison(manifest(kind))),
    comparison(manifest('Secret'), manifest('Secret')),
  ]);
  const waves = wavesOf(changes).map((wave) => wave.map(({ object }) => object.kind));
  expect(waves).toEqual([['PersistentVolumeClaim', 'ConfigMap'], ['Service'], ['Deployment']]);
});
