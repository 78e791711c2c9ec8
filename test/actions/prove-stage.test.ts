import { expect, test } from 'vitest';
import { phaseOf, proveStage } from '../../src/actions/prove-stage.ts';
import { createPorts } from '../support/action-ports.ts';
import { rejectionOf } from '../support/error-of.ts';
import { createMemoryTarget } from '../support/memory-target.ts';

const proving = {
  release: 'qwen',
  served: { model: 'Qwen', mode: 'chat' },
  pods: 1,
} as const;

test('not being allowed to ask for a token is a failure where a proof is required', async () => {
  const target = createMemoryTarget();
  target.answer = {
    kind: 'forbidden',
    message: 'you may not create services/proxy',
    suggestions: [],
  };
  const ports = createPorts({ target });
  expect(await proveStage({ ...proving, requireProof: false }, ports)).toEqual({
    state: 'not proven',
    why: 'you may not create services/proxy',
  });
  const error = await rejectionOf(proveStage({ ...proving, requireProof: true }, ports));
  expect(error.code).toBe('PROOF_FAILED');
  expect(error.message).toContain('which is ready: you may not create services/proxy');
});

test('a release without pods gives no token, which is a failure where one is required', async () => {
  const ports = createPorts();
  const none = { ...proving, pods: 0 };
  expect(await proveStage({ ...none, requireProof: false }, ports)).toMatchObject({
    state: 'not proven',
  });
  const error = await rejectionOf(proveStage({ ...none, requireProof: true }, ports));
  expect(error.code).toBe('PROOF_FAILED');
  expect([phaseOf(0), phaseOf(1)]).toEqual(['Stopped', 'Ready']);
});
