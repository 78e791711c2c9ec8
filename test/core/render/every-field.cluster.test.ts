import { afterAll, beforeAll, expect, test } from 'vitest';
import { mergeIntent } from '../../../src/core/intent/merge-intent.ts';
import { addHttpRoutes, removeHttpRoutes } from '../../support/cluster/gateway-api.ts';
import { joinCluster } from '../../support/cluster/join-cluster.ts';
import { addScaledObjects, removeScaledObjects } from '../../support/cluster/keda.ts';
import { addMonitors, removeMonitors } from '../../support/cluster/prometheus-operator.ts';
import { engineFieldChanges } from '../../support/engine-field-changes.ts';
import { fieldChanges, plainIntent } from '../../support/field-changes.ts';
import { renderIntent } from '../../support/render-intent.ts';

const cluster = joinCluster();
const namespace = 'every-field';

beforeAll(async () => {
  await cluster.makeNamespace(namespace);
  await addHttpRoutes(cluster);
  await addMonitors(cluster);
  await addScaledObjects(cluster);
});

afterAll(async () => {
  await removeHttpRoutes(cluster);
  await removeMonitors(cluster);
  await removeScaledObjects(cluster);
});

// Strict: a field that Kubernetes does not know, or knows twice, is an error and not a warning.
const words = ['apply', '--server-side', '--dry-run=server', '--validate=strict', '--filename=-'];

// The blocks of engines that take repositories are applied as wholes, in a test of their own.
const changes = Object.entries(fieldChanges).filter(([path]) => !(path in engineFieldChanges));

test.each(changes)(
  'the API server takes what %s is rendered to',
  async (_, { given, beside = {} }) => {
    const items = renderIntent(mergeIntent(mergeIntent(plainIntent, beside), given), namespace);
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
    const told = await cluster.runKubectl(words, list);
    expect(told.trim().split('\n')).toHaveLength(items.length);
  },
);
