import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Manifest } from '../../../src/core/manifest.ts';
import { addHttpRoutes, removeHttpRoutes } from '../../support/cluster/gateway-api.ts';
import { joinCluster } from '../../support/cluster/join-cluster.ts';
import { addScaledObjects, removeScaledObjects } from '../../support/cluster/keda.ts';
import { addMonitors, removeMonitors } from '../../support/cluster/prometheus-operator.ts';
import { readGoldens } from '../../support/golden/goldens.ts';
import { objectsOf } from '../../support/golden/pipeline.ts';
import { readSpec } from '../../support/golden/render-golden.ts';

const cluster = joinCluster();
const namespace = 'goldens';

const objects: readonly Manifest[] = readGoldens()
  .filter(({ place }) => place === 'pod')
  .flatMap(({ spec, place }) => objectsOf({ ...readSpec(spec, place), namespace }));
// Several releases share a claim, which all of them ask for alike.
const items = [...new Map(objects.map((one) => [nameOf(one), one])).values()];
const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });

const apply = ['apply', '--server-side', '--field-manager=llmkube', '--filename=-'];

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

function nameOf({ kind, metadata }: Manifest): string {
  return `${kind}/${metadata.name}`;
}

/** What the server keeps about our field manager: a time that an apply without a change leaves. */
function keptAboutUs(text: string): ReadonlyMap<string, unknown> {
  const { items: found } = JSON.parse(text) as { readonly items: readonly Manifest[] };
  return new Map(
    found.map((object) => {
      const { managedFields } = Object(object.metadata) as { managedFields: readonly object[] };
      const ours = managedFields.filter((one) => Object(one).manager === 'llmkube');
      return [nameOf(object), { generation: Object(object.metadata).generation, ours }];
    }),
  );
}

test('the API server takes every golden, strictly', async () => {
  const told = await cluster.runKubectl(
    [...apply, '--dry-run=server', '--validate=strict', `--namespace=${namespace}`],
    list,
  );
  expect(told.trim().split('\n')).toHaveLength(items.length);
});

test('every golden that is applied again changes nothing', async () => {
  const words = [...apply, `--namespace=${namespace}`, '--output=json', '--show-managed-fields'];
  const first = keptAboutUs(await cluster.runKubectl(words, list));
  const second = keptAboutUs(await cluster.runKubectl(words, list));
  expect(first.size).toBe(items.length);
  expect([...second].filter(([name, kept]) => !isDeepStrictEqual(kept, first.get(name)))).toEqual(
    [],
  );
}, 60_000);
