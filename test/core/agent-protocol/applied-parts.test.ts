import { expect, test } from 'vitest';
import {
  type Applied,
  applyPart,
  type Manager,
  manifestOf,
  parseApplied,
} from '../../../src/core/agent-protocol/applied-parts.ts';
import type { Manifest } from '../../../src/core/manifest.ts';
import { driftOf } from '../../../src/core/observe/drift.ts';

const start = Date.parse('2026-01-01T00:00:00.500Z');
const annotations = { 'cli.llmkube.dev/restarted-at': '2026-01-01T00:00:01.000Z' };
const restart = deployment({ spec: { template: { metadata: { annotations } } } });
const one = deployment({ spec: { replicas: 1, template: { spec: { args: ['-c', '1'] } } } });
const two = deployment({ spec: { replicas: 1, template: { spec: { env: ['A'] } } } });

test('a deploy replaces its part as a whole and keeps what a restart wrote', () => {
  const applied = apply(apply(apply(undefined, one), restart, 'restart'), two);
  expect(manifestOf(applied, '3').spec).toEqual({
    replicas: 1,
    template: { metadata: { annotations }, spec: { env: ['A'] } },
  });
});

test('the generation counts the changes of the spec and no other', () => {
  const first = apply(undefined, one);
  const { metadata } = one;
  const labelled = apply(first, { ...one, metadata: { ...metadata, labels: { a: 'b' } } });
  const restarted = apply(labelled, restart, 'restart');
  const applied = [first, labelled, restarted, apply(restarted, restart, 'restart')];
  expect(applied.map(({ generation }) => generation)).toEqual([1, 1, 2, 2]);
});

test('the same part again is the same object, whatever a server adds to it', () => {
  const applied = apply(undefined, one);
  const live = { ...manifestOf(applied, '1'), status: { replicas: 1 } };
  expect(apply(applied, live)).toBe(applied);
});

test('nothing but a deploy makes an object', () => {
  expect(applyPart(undefined, application(restart, 'restart'))).toBeUndefined();
});

test('who looks for drift finds our managers alone', () => {
  const live = manifestOf(apply(apply(undefined, one), restart, 'restart'), '2');
  expect(live.metadata).toMatchObject({
    uid: 'uid-1',
    resourceVersion: '2',
    creationTimestamp: '2026-01-01T00:00:00Z',
    managedFields: [{ manager: 'llmkube' }, { manager: 'llmkube-restart' }],
  });
  expect(driftOf(live, 1)).toBeUndefined();
  expect(driftOf(live, 0)?.what).toContain('scaled to 1');
});

test('what was stored is read again, and nothing else is', () => {
  const applied = apply(apply(undefined, one), restart, 'restart');
  expect(parseApplied(JSON.stringify(applied))).toEqual(applied);
  for (const text of ['', '{', '[]', '{"uid":"1"}', JSON.stringify(one)]) {
    expect(parseApplied(text)).toBeUndefined();
  }
});

function deployment(fields: { readonly spec: object }): Manifest {
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'qwen' }, ...fields };
}

function apply(before: Applied | undefined, manifest: Manifest, manager?: Manager): Applied {
  const applied = applyPart(before, application(manifest, manager));
  if (applied === undefined) throw new Error('nothing came of it');
  return applied;
}

function application(manifest: Manifest, manager: Manager = 'main') {
  return { manifest, manager, now: start, uid: 'uid-1' };
}
