import { expect, test } from 'vitest';
import { goalOf } from '../../../src/core/agent-protocol/goal.ts';
import type { Manifest } from '../../../src/core/manifest.ts';
import { renderHost } from '../../../src/core/render/host.ts';
import { llamacpp } from '../../../src/runtimes/llamacpp/llamacpp.ts';
import { resolvedWith } from '../../support/resolved.ts';

const model = {
  kind: 'file',
  source: '/m/a.gguf',
  file: '/m/a.gguf',
  bytes: 1000,
  fingerprint: 'f',
} as const;

function deploymentOf(changes: Parameters<typeof resolvedWith>[0] = {}): Manifest {
  const resolved = resolvedWith({ model, ...changes });
  const input = { release: 'a', namespace: 'local', resolved, runtime: llamacpp };
  const [manifest] = renderHost(input);
  if (manifest === undefined) throw new Error('nothing was rendered');
  return manifest;
}

test('a Deployment of a host is read back as what was rendered', () => {
  expect(goalOf(deploymentOf())).toMatchObject({
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
    const goal = goalOf(deploymentOf(changes));
    return goal.kind === 'running' ? goal.plan : goal.kind;
  };
  expect(plan({ contextLength: 16 })).not.toBe(plan({}));
  expect(plan({ gpus: 0 })).toBe(plan({}));
  expect(plan({ memoryCheck: 'off' })).toBe(plan({}));
});

test('no Deployment, one that wants no engine, and one of a later version are told apart', () => {
  expect(goalOf(undefined)).toEqual({ kind: 'absent' });
  expect(goalOf(deploymentOf({ replicas: 0 }))).toEqual({ kind: 'stopped' });
  const { spec, ...rest } = deploymentOf();
  const { template }: { template: object } = Object(spec);
  const later = { ...rest, spec: { replicas: 1, template: { ...template, spec: { more: 1 } } } };
  expect(goalOf(later)).toMatchObject({ kind: 'unreadable' });
});
