import { expect, test } from 'vitest';
import { rolloutError } from '../../src/actions/rollout-error.ts';
import { kubectlHint, targetFlag, targetName } from '../../src/actions/target-words.ts';
import { defaultTolerance } from '../../src/core/observe/tolerance.ts';
import type { TargetAddress } from '../../src/core/target.ts';
import { createMemoryTarget } from '../support/memory-target.ts';

const machine = { kind: 'machine', namespace: 'local' } as const;
const cluster = { kind: 'cluster', namespace: 'team' } as const;

test('another command is pointed to the same target, and kubectl only to a cluster', () => {
  expect([targetFlag(machine), targetFlag(cluster)]).toEqual(['--local', '-n team']);
  expect([targetName(machine), targetName(cluster)]).toEqual(['this machine', 'namespace `team`']);
  expect(kubectlHint(machine, 'get pods')).toEqual([]);
  expect(kubectlHint(cluster, 'get pods')).toEqual(['kubectl -n team get pods']);
});

test('a rollout that takes too long says where it goes on, and how to look there', () => {
  const errorAt = (address: TargetAddress) =>
    rolloutError(
      'qwen',
      {
        verdict: { kind: 'pending' },
        standing: { message: 'pod qwen-1 is Loading', phase: 'Loading', cause: undefined },
        options: { ...defaultTolerance, timeoutMilliseconds: 1000 },
        isOurs: true,
      },
      { target: { ...createMemoryTarget(), address }, signal: new AbortController().signal },
    );
  expect(errorAt(machine)).toMatchObject({
    message: expect.stringMatching(/it is still deploying on this machine$/),
    suggestions: ['llmkube wait qwen --local', 'llmkube status qwen --local'],
  });
  expect(errorAt(cluster).suggestions).toContain('kubectl -n team describe deployment/qwen');
});
