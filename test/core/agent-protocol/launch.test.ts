import { expect, test } from 'vitest';
import { goalOf } from '../../../src/core/agent-protocol/goal.ts';
import { fillArgs } from '../../../src/core/agent-protocol/launch.ts';
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

const places = { weights: '/w.gguf', socket: '/r/a.sock' };

test.each(['{socket}', '{weights}', '{{socket}', '{{{weights}', '{socket}}', '{other}', 'qwen'])(
  'a model that is called %s is started by that name, with the weights and socket of its host',
  (modelId) => {
    const resolved = resolvedWith({ model, modelId });
    const input = { release: 'a', namespace: 'local', resolved, runtime: llamacpp };
    const goal = goalOf(renderHost(input)[0]);
    if (goal.kind !== 'running') throw new Error('nothing is to run');
    expect(goal.launch.modelId).toBe(modelId);
    const expected = llamacpp.args(resolved, places);
    expect(fillArgs(goal.launch.args, places)).toEqual(expected);
  },
);
