import { expect, test } from 'vitest';
import { warningsOf } from '../../src/actions/plan-warnings.ts';
import type { Resolved } from '../../src/core/resolve/resolved.ts';
import { resolvedWith } from '../support/resolved.ts';

const change = {
  action: 'update',
  object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'qwen' },
  paths: ['spec.replicas'],
  restarts: false,
  warnings: [],
  desired: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'qwen' } },
  live: undefined,
} as const;

const planOf = (changes: readonly object[]) =>
  ({ changes, prune: [], refusals: [], terminating: [] }) as never;

const warn = (resolved: Partial<Resolved>, changes: readonly object[] = [change]) =>
  warningsOf({ plan: planOf(changes), resolved: resolvedWith(resolved) });

test('several pods on a claim that one node mounts are warned of, when something changes', () => {
  const bytes = 1024 ** 3;
  expect(warn({ replicas: 2 })).toEqual([expect.stringMatching(/^2 pods mount one claim/)]);
  expect(warn({ replicas: 2, cache: { mode: 'shared', bytes } })).toHaveLength(1);
  expect(warn({ replicas: 2, cache: { mode: 'none', bytes } })).toEqual([]);
  expect(warn({ replicas: 2, cache: { mode: 'claim', claim: 'a', bytes } })).toEqual([]);
  expect(warn({ replicas: 1 })).toEqual([]);
  expect(warn({ replicas: 2 }, [{ ...change, action: 'unchanged' }])).toEqual([]);
});

test('what the API server says of several objects is said once', () => {
  const warned = { ...change, warnings: ['would violate'] };
  expect(warn({}, [warned, warned])).toEqual(['would violate']);
});

test('what is known of an engine from its documentation alone is said with every change', () => {
  expect(warn({ runtime: 'tgi' })).toEqual([
    expect.stringContaining('documentation alone'),
    expect.stringContaining('as root alone'),
  ]);
  expect(warn({ runtime: 'tgi' }, [{ ...change, action: 'unchanged' }])).toEqual([]);
  expect(warn({ runtime: 'vllm' })).toEqual([]);
});
