import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Manifest } from '../../../src/core/manifest.ts';
import { joinCluster } from '../../support/cluster/join-cluster.ts';
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
  await addMonitors(cluster);
});

afterAll(() => removeMonitors(cluster));

function nameOf({ kind, metadata }: Manifest): string {
  return `${kind}/${metadata.name}`;
}

/** What was sent, without what the cluster itself goes on changing. */
function contentsOf(text: string): ReadonlyMap<string, unknown> {
  const { items: found } = JSON.parse(text) as { readonly items: readonly Manifest[] };
  return new Map(
    found.map(({ status: _, ...object }) => {
      const { resourceVersion: __, managedFields: ___, ...metadata } = { ...object.metadata };
      return [nameOf(object), { ...object, metadata }];
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
  const words = [...apply, `--namespace=${namespace}`, '--output=json'];
  await cluster.runKubectl(words, list);
  await cluster.runKubectl(
    ['wait', 'deployment', '--all', '--for=jsonpath={.status.observedGeneration}=1'].concat(
      `--namespace=${namespace}`,
    ),
    '',
  );
  const first = contentsOf(await cluster.runKubectl(words, list));
  const second = contentsOf(await cluster.runKubectl(words, list));
  expect(first.size).toBe(items.length);
  expect(second).toEqual(first);
  const deployments = [...second.values()].filter((one) => Object(one).kind === 'Deployment');
  expect(deployments.map((one) => Object(one).metadata.generation)).toEqual(
    deployments.map(() => 1),
  );
});
