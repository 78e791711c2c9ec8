import { expect, test } from 'vitest';
import { feedHeader, ggufFile, type WrittenTensor } from '../../support/models/gguf-file.ts';

function problemOf(tensors: readonly WrittenTensor[]): string {
  const { outcome } = feedHeader(ggufFile({ values: {}, tensors }).bytes);
  return outcome.kind === 'problem' ? `${outcome.problem.kind}: ${outcome.problem.fact}` : 'read';
}

const tensor = (more: Partial<WrittenTensor>): WrittenTensor => ({ name: 't', dims: [8], ...more });
const badTensors: readonly [string, readonly WrittenTensor[], string][] = [
  ['two of one name', [tensor({}), tensor({})], 'duplicate-tensor: it has two tensors with the'],
  ['no name', [tensor({ name: '' })], 'tensor-name: it has a name of a tensor that is none at'],
  ['a name that moves the cursor', [tensor({ name: '\u001b[2J' })], 'tensor-name: it has a name'],
  ['a name of kilobytes', [tensor({ name: 'x'.repeat(257) })], 'count: it says that it has 257 b'],
  ['five dimensions', [tensor({ dims: [1, 1, 1, 1, 1] })], 'tensor-dims: its tensor `t` has 5 dim'],
  [
    'a product beyond 2^53',
    [tensor({ dims: [2n ** 31n, 2n ** 31n], type: 24 })],
    'tensor-size: its tensor `t` of 2147483648 x 2147483648 elements is larger than any file',
  ],
  ['the same of an unknown type', [tensor({ dims: [2n ** 53n - 1n, 3], type: 99 })], 'tensor-size'],
  ['a product that wraps to 0', [tensor({ dims: [2n ** 32n, 2n ** 32n] })], 'tensor-size: its ten'],
  ['a row beyond 2^53', [tensor({ dims: [2n ** 60n] })], 'count: it says that it has 11529215046'],
  [
    'bytes beyond 2^53',
    [tensor({ dims: [2n ** 52n], type: 28 })],
    'tensor-size: its tensor `t` of',
  ],
  ['an offset beyond 2^53', [tensor({ offset: 2n ** 63n })], 'count: it says that it has 92233720'],
  [
    'rows that blocks do not divide',
    [tensor({ dims: [33, 32], type: 8 })],
    'tensor-size: its tensor `t` has rows of 33 elements, and Q8_0 takes 32 at a time',
  ],
  [
    'an offset off the alignment',
    [tensor({ offset: 16 })],
    'tensor-offset: its tensor `t` begins at 16, no multiple of 32',
  ],
  [
    'one in another',
    [tensor({ dims: [100] }), tensor({ name: 'u', offset: 32 })],
    'tensor-overlap: its tensors `t` and `u` overlap',
  ],
  [
    'two unknown ones in one place',
    [tensor({ type: 99 }), tensor({ name: 'u', type: 99, offset: 0 })],
    'tensor-overlap: its tensors `t` and `u` overlap',
  ],
];

test.each(badTensors)('tensors with %s', (_, written, expected) => {
  const problem = problemOf(written);
  expect(problem.slice(0, expected.length)).toBe(expected);
});

test('an empty tensor lies where the next one begins', () => {
  const empty = [tensor({ dims: [0, 8] }), tensor({ name: 'u' }), tensor({ name: 'v', dims: [0] })];
  expect(problemOf(empty)).toBe('read');
});
