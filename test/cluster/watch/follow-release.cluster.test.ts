import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import type { Manifest } from '../../../src/core/manifest.ts';
import type { Fact } from '../../../src/core/target.ts';
import { joinCluster } from '../../support/cluster/join-cluster.ts';
import { openTarget } from '../open-target.ts';

const cluster = joinCluster();
const namespace = 'client-facts';

beforeAll(async () => {
  await cluster.makeNamespace(namespace);
});

function deployment(release: string, replicas = 1): Manifest {
  const labels = { 'cli.llmkube.dev/release': release };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: release, labels },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'server', image: 'example.test/none:1' }] },
      },
    },
  };
}

function nameOf(fact: Fact): string {
  if (fact.kind === 'synced' || fact.kind === 'missing') return `${fact.kind} ${fact.of}`;
  return `${fact.kind} ${fact.object.kind}`;
}

test('a rollout is told from the Deployment down to its pods and the events about them', async () => {
  const target = await openTarget(cluster.kubeconfig, { namespace });
  const stop = new AbortController();
  const seen = new Set<string>();
  const isDone = () =>
    ['present Deployment', 'present ReplicaSet', 'present Pod', 'present Event'].every((name) =>
      seen.has(name),
    );
  for await (const fact of target.facts('told', stop.signal)) {
    seen.add(nameOf(fact));
    if (fact.kind === 'synced' && [...seen].filter((name) => /synced/.test(name)).length === 4) {
      await target.apply(deployment('told'));
      await target.apply(deployment('told-2'));
    }
    if (fact.kind === 'present') {
      expect(JSON.stringify(fact.object.metadata)).not.toContain('told-2');
      expect(fact.object.metadata).not.toHaveProperty('managedFields');
    }
    if (isDone()) stop.abort();
  }
  expect(isDone()).toBe(true);
});

test('what is removed is gone, and what was there before is told first', async () => {
  const target = await openTarget(cluster.kubeconfig, { namespace });
  const applied = await target.apply(deployment('removed', 0));
  const stop = new AbortController();
  const names: string[] = [];
  for await (const fact of target.facts('removed', stop.signal)) {
    names.push(nameOf(fact));
    if (fact.kind === 'synced' && fact.of === 'Deployment') {
      await target.remove(
        { apiVersion: 'apps/v1', kind: 'Deployment', name: 'removed' },
        applied.metadata.uid ?? '',
      );
    }
    if (names.at(-1) === 'gone Deployment') stop.abort();
  }
  expect(names.indexOf('present Deployment')).toBeLessThan(names.indexOf('synced Deployment'));
});

test('a change reaches the listener within a few milliseconds of its answer', async () => {
  const target = await openTarget(cluster.kubeconfig, { namespace });
  await target.apply(deployment('quick', 0));
  const stop = new AbortController();
  const arrivals = new Map<string, number>();
  const listening = (async () => {
    for await (const fact of target.facts('quick', stop.signal)) {
      if (fact.kind === 'present' && fact.object.kind === 'Deployment') {
        const mark = fact.object.metadata.annotations?.mark;
        if (mark !== undefined && !arrivals.has(mark)) arrivals.set(mark, performance.now());
      }
    }
  })();
  const lags: number[] = [];
  for (let turn = 0; turn < 10; turn += 1) {
    const mark = String(turn);
    const manifest = deployment('quick', 0);
    const metadata = { ...manifest.metadata, annotations: { mark } };
    await target.apply({ ...manifest, metadata });
    const answeredAt = performance.now();
    await expect.poll(() => arrivals.has(mark), { interval: 1 }).toBe(true);
    lags.push((arrivals.get(mark) ?? 0) - answeredAt);
    await delay(0);
  }
  stop.abort();
  await listening;
  const median = lags.sort((one, other) => one - other)[5];
  expect(median).toBeLessThan(25);
});
