import { expect, test } from 'vitest';
import { deploy } from '../../src/actions/deploy.ts';
import { scale } from '../../src/actions/scale.ts';
import { createPorts } from '../support/action-ports.ts';
import { deployedBefore, inputOf, shapeOf } from '../support/deployed-release.ts';
import { rejectionOf } from '../support/error-of.ts';
import type { MemoryTarget } from '../support/memory-target.ts';

const { wait, observe, requireProof } = inputOf('engine:1');
const scaling = { release: 'qwen', id: 'qwen', replicas: 3, wait, observe, requireProof };

/** Somebody has changed the pods by hand, so whatever is applied next replaces them. */
function changeByHand(target: MemoryTarget): void {
  const key = 'Deployment/qwen';
  const live = target.objects.get(key);
  const text = JSON.stringify(live).replace('"image":"engine:1"', '"image":"by-hand:1"');
  target.objects.set(key, JSON.parse(text));
}

test.each([
  ['deploy', (ports: ReturnType<typeof createPorts>) => deploy(inputOf('engine:2'), ports)],
  ['scale', (ports: ReturnType<typeof createPorts>) => scale(scaling, ports)],
])('a %s that is not confirmed says so by its own name and changes nothing', async (verb, run) => {
  const target = await deployedBefore('engine:1');
  changeByHand(target);
  const before = shapeOf(target);
  const questions: string[] = [];
  const confirm = async (question: string) => {
    questions.push(question);
    return false;
  };
  const error = await rejectionOf(run(createPorts({ target, confirm })));
  expect(error.code).toBe('CONFIRMATION_NEEDED');
  expect(error.message).toBe(`Cannot ${verb} \`qwen\`: not confirmed, nothing was changed`);
  expect(questions).toEqual([
    expect.stringMatching(/^This replaces the running pods of qwen \(.+\)\. Go on\?$/),
  ]);
  expect(shapeOf(target)).toEqual(before);
});

test('a scale that is interrupted says so by its own name', async () => {
  const target = await deployedBefore('engine:1');
  const stop = new AbortController();
  stop.abort('SIGINT');
  const error = await rejectionOf(scale(scaling, createPorts({ target, signal: stop.signal })));
  expect(error.message).toBe('Cannot scale `qwen`: interrupted, nothing was changed');
});
