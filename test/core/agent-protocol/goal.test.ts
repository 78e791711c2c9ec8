import { expect, test } from 'vitest';
import { goalOf } from '../../../src/core/agent-protocol/goal.ts';
import { machineDeployment } from '../../support/machine-deployment.ts';
import type { resolvedWith } from '../../support/resolved.ts';

test('a Deployment of a host is read back as what was rendered', () => {
  expect(goalOf(machineDeployment())).toMatchObject({
    kind: 'running',
    launch: {
      runtime: 'llamacpp',
      modelId: 'Qwen',
      weights: { kind: 'file', path: '/m/a.gguf' },
      healthPath: '/health',
    },
    memory: { isEnforced: true, contextLength: 8192 },
  });
});

test('only what decides how an engine runs makes another plan', () => {
  const plan = (changes: Parameters<typeof resolvedWith>[0]) => {
    const goal = goalOf(machineDeployment(changes));
    return goal.kind === 'running' ? goal.plan : goal.kind;
  };
  expect(plan({ contextLength: 16 })).not.toBe(plan({}));
  expect(plan({ gpus: 0 })).toBe(plan({}));
  expect(plan({ memoryCheck: 'off' })).toBe(plan({}));
});

test('no Deployment, one that wants no engine, and one of a later version are told apart', () => {
  expect(goalOf(undefined)).toEqual({ kind: 'absent' });
  expect(goalOf(machineDeployment({ replicas: 0 }))).toEqual({ kind: 'stopped' });
  const { spec, ...rest } = machineDeployment();
  const { template }: { template: object } = Object(spec);
  const later = { ...rest, spec: { replicas: 1, template: { ...template, spec: { more: 1 } } } };
  expect(goalOf(later)).toMatchObject({ kind: 'unreadable' });
});
