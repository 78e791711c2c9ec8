import { expect, test } from 'vitest';
import { checkDevices } from '../../src/actions/check-devices.ts';
import { engineMemoryOf } from '../../src/actions/engine-memory-of.ts';
import { createPorts } from '../support/action-ports.ts';
import { resolvedWith } from '../support/resolved.ts';

const nobody = {
  logs: async () => {
    throw new Error('the log of this engine says nothing');
  },
};

const fit = {
  places: [{ id: 'CUDA0', usedBytes: 20_000, limitBytes: 22_000 }],
};

test('of an engine that tells nobody it is what was asked and planned', async () => {
  const resolved = resolvedWith({ runtime: 'vllm', gpus: 1, fit });
  expect(await engineMemoryOf(resolved, [], nobody)).toEqual({
    asked: { gpus: 1, contextLength: 8192 },
    planned: {},
    places: [{ id: 'CUDA0', plannedBytes: 20_000 }],
    verdict: 'unknown',
    message: 'what the engine really takes is not read',
  });
  const unplanned = resolvedWith({ runtime: 'vllm', gpus: 1 });
  expect(await engineMemoryOf(unplanned, [], nobody)).toBeUndefined();
});

test('whether such an engine uses its GPUs is not asked of its log', async () => {
  const ports = createPorts();
  const resolved = resolvedWith({ runtime: 'vllm', gpus: 1, fit });
  await checkDevices({ release: 'qwen', resolved }, ports);
  expect(ports.events).toEqual([]);
});
