import { expect, test } from 'vitest';
import type { Manifest } from '../../../src/core/manifest.ts';
import { liveFactsOf, overrules } from '../../../src/core/plan/live-facts.ts';
import type { Comparison } from '../../../src/core/target.ts';
import { resolvedWith } from '../../support/resolved.ts';

const life = { release: 'qwen', releaseId: 'id-1' };
const gibibyte = 1024 ** 3;

function comparison(kind: string, more: object, labels: object = {}): Comparison {
  const live = {
    apiVersion: 'v1',
    kind,
    metadata: {
      name: 'qwen',
      labels: {
        'cli.llmkube.dev/release': 'qwen',
        'app.kubernetes.io/managed-by': 'llmkube',
        ...labels,
      },
      annotations: { 'cli.llmkube.dev/release-id': 'id-1' },
    },
    ...more,
  } as Manifest;
  return { desired: live, live, verdict: { kind: 'accepted', result: live, warnings: [] } };
}

const claim = (requested: string, capacity?: string) =>
  comparison('PersistentVolumeClaim', {
    spec: { resources: { requests: { storage: requested } } },
    ...(capacity === undefined ? {} : { status: { capacity: { storage: capacity } } }),
  });

test('a claim counts with the larger of what it asks for and what it has', () => {
  expect(liveFactsOf([claim('1Gi', '5Gi')], life)).toEqual({ claimBytes: 5 * gibibyte });
  expect(liveFactsOf([claim('2Gi')], life)).toEqual({ claimBytes: 2 * gibibyte });
});

test('a Deployment counts with its replicas, also when there are none', () => {
  expect(liveFactsOf([comparison('Deployment', { spec: { replicas: 0 } })], life)).toEqual({
    replicas: 0,
  });
});

test('what belongs to somebody else says nothing', () => {
  const foreign = { 'cli.llmkube.dev/release': 'other' };
  const facts = liveFactsOf([comparison('Deployment', { spec: { replicas: 3 } }, foreign)], life);
  expect(facts).toEqual({});
});

test('only other replicas and a larger claim overrule what was resolved', () => {
  const resolved = resolvedWith({ replicas: 1, cache: { mode: 'release', bytes: 2 * gibibyte } });
  expect(overrules({}, resolved)).toBe(false);
  expect(overrules({ replicas: 1, claimBytes: gibibyte }, resolved)).toBe(false);
  expect(overrules({ replicas: 0 }, resolved)).toBe(true);
  expect(overrules({ claimBytes: 3 * gibibyte }, resolved)).toBe(true);
});
