import { expect, test } from 'vitest';
import { mergeIntent } from '../../../src/core/intent/merge-intent.ts';
import { runtimes } from '../../../src/runtimes/runtimes.ts';
import { serverCertificate } from '../../cluster/test-certificates.ts';
import { joinCluster } from '../../support/cluster/join-cluster.ts';
import { engineFieldChanges } from '../../support/engine-field-changes.ts';
import { renderIntent } from '../../support/render-intent.ts';

const cluster = joinCluster();
const taking = runtimes.filter(({ weights }) => weights.includes('repository'));

/** With all fields of the block at once. */
function fullIntent(kind: string): Record<string, unknown> {
  const plain: Record<string, unknown> = {
    model: { id: 'qwen', source: 'hf://org/model', tokenSecret: { name: 'hub', key: 'token' } },
    runtime: { kind, image: 'engine:1' },
    network: { authorities: serverCertificate.certificate },
  };
  const changes = Object.entries(engineFieldChanges)
    .filter(([path]) => path.startsWith(`runtime.${kind}.`))
    .flatMap(([, { beside = {}, given }]) => [beside, given]);
  const beside = { hardware: { gpus: 8, claims: null }, resources: { memory: '8Gi' } };
  return [...changes, beside].reduce<Record<string, unknown>>(mergeIntent, plain);
}

test.each(taking)(
  'the API server takes the objects of a repository with $name, and nothing changes the second time',
  async ({ name }) => {
    const namespace = `whole-${name}`;
    await cluster.makeNamespace(namespace);
    const items = renderIntent(fullIntent(name), namespace);
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
    const words = ['apply', '--server-side', '--validate=strict', '--filename=-', '--output=name'];
    const version = ['get', 'deployment', 'qwen', '--namespace', namespace];
    const read = () =>
      cluster.runKubectl([...version, '--output=jsonpath={.metadata.generation}'], '');
    expect((await cluster.runKubectl(words, list)).trim().split('\n')).toHaveLength(items.length);
    const first = await read();
    await cluster.runKubectl(words, list);
    expect(await read()).toBe(first);
  },
);
