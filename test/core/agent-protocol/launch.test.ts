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

const adapters = [
  { role: 'projector', at: fileAt('/p.gguf') },
  { role: 'adapter', at: fileAt('/a.gguf'), scale: 0.5 },
  { role: 'adapter', at: fileAt('/b.gguf') },
] as const;

test.each(['{file:0}', '{{file:1}', '{file:2}:1', 'qwen'])(
  'files beside the weights of a model that is called %s are where its host has them',
  (modelId) => {
    const goal = goalOf(machineDeployment({ modelId, files: [...adapters] }));
    if (goal.kind !== 'running') throw new Error('nothing is to run');
    const here = { ...places, files: ['/c/{file:1}', '/c/a', '/c/b'] };
    const filled = fillArgs(goal.launch.args, here);
    expect(filled.join(' ')).toContain('--mmproj /c/{file:1} --lora-scaled /c/a:0.5,/c/b:1');
    expect(filled).toEqual(llamacpp.args(resolvedWith({ modelId, files: [...adapters] }), here));
  },
);

function fileAt(file: string) {
  return { kind: 'file', source: file, file, bytes: 10, fingerprint: 'f' } as const;
}
