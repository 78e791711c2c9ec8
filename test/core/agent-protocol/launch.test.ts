import { expect, test } from 'vitest';
import { goalOf } from '../../../src/core/agent-protocol/goal.ts';
import { fillArgs } from '../../../src/core/agent-protocol/launch.ts';
import { llamacpp } from '../../../src/runtimes/llamacpp/llamacpp.ts';
import { machineDeployment } from '../../support/machine-deployment.ts';
import { resolvedWith } from '../../support/resolved.ts';

const places = { weights: '/w.gguf', socket: '/r/a.sock' };

test.each(['{socket}', '{weights}', '{{socket}', '{{{weights}', '{socket}}', '{other}', 'qwen'])(
  'a model that is called %s is started by that name, with the weights and socket of its host',
  (modelId) => {
    const goal = goalOf(machineDeployment({ modelId }));
    if (goal.kind !== 'running') throw new Error('nothing is to run');
    expect(goal.launch.modelId).toBe(modelId);
    const expected = llamacpp.args(resolvedWith({ modelId }), places);
    expect(fillArgs(goal.launch.args, places)).toEqual(expected);
  },
);
