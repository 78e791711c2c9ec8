import { expect, test } from 'vitest';
import { isAbout } from '../../../src/cluster/watch/follow-release.ts';

const cases: readonly (readonly [string, string, boolean])[] = [
  ['Deployment', 'qwen', true],
  ['Deployment', 'qwen-2', true],
  ['ReplicaSet', 'qwen-6d5f7b8c9', true],
  ['ReplicaSet', 'qwen-2-6d5f7b8c9', false],
  ['Pod', 'qwen-6d5f7b8c9-x7k2p', true],
  ['Pod', 'qwen-2-6d5f7b8c9-x7k2p', false],
  ['Pod', 'qwen', true],
  ['PersistentVolumeClaim', 'qwen-cache', true],
  ['Pod', 'qwenlarge-6d5f7b8c9-x7k2p', false],
  ['Node', 'node-1', false],
];

test.each(cases)('an event about %s %s concerns release qwen: %s', (kind, name, expected) => {
  expect(isAbout({ kind, name }, 'qwen')).toBe(expected);
});

test('an event about nothing concerns nobody', () => {
  expect(isAbout(undefined, 'qwen')).toBe(false);
});
