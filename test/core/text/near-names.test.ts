import { expect, test } from 'vitest';
import { nearNames } from '../../../src/core/text/near-names.ts';

test.each([
  ['qwne', ['qwen', 'llama'], ['qwen']],
  ['qwen', ['qwen2-5-0-5b-instruct', 'llama'], ['qwen2-5-0-5b-instruct']],
  ['smollm2-prod', ['smollm2'], ['smollm2']],
  ['mistral', ['qwen', 'llama'], []],
  ['a', [], []],
  ['aaaa', ['aabb', 'aaab', 'aaaa', 'aaac'], ['aaaa', 'aaab', 'aaac']],
])('near %s of %j: %j', (typed, known, near) => {
  expect(nearNames(typed, known)).toEqual(near);
});
