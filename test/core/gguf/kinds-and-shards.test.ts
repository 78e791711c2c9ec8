import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { GgufHeader, GgufModel } from '../../../src/core/gguf/gguf-header.ts';
import { joinShards } from '../../../src/core/gguf/join-shards.ts';
import { kindOf } from '../../../src/core/gguf/kind-of.ts';
import { namesOfShards, parseShardName } from '../../../src/core/gguf/shard-names.ts';
import { feedHeader, ggufFile, text, uint32 } from '../../support/models/gguf-file.ts';
import type { WrittenValue } from '../../support/models/gguf-header.ts';

function read(values: Record<string, WrittenValue>, names: readonly string[]): GgufHeader {
  const tensors = names.map((name) => ({ name, dims: [8] }));
  const { outcome } = feedHeader(ggufFile({ values, tensors }).bytes);
  if (outcome.kind === 'problem') throw new Error(outcome.problem.fact);
  return outcome.header;
}

test.each([
  ['model', { 'general.architecture': text('llama'), 'general.type': text('model') }],
  ['projector', { 'general.architecture': text('clip') }],
  ['projector', { 'general.architecture': text('other'), 'general.type': text('mmproj') }],
  ['adapter', { 'general.architecture': text('llama'), 'general.type': text('adapter') }],
  ['adapter', { 'general.architecture': text('llama'), 'adapter.type': text('lora') }],
  ['importance-matrix', { 'general.type': text('imatrix') }],
  ['control-vector', { 'general.architecture': text('controlvector') }],
  ['shard', { 'general.architecture': text('llama'), 'split.count': uint32(2) }],
  ['model', { 'general.architecture': text('llama'), 'split.count': uint32(1) }],
  ['model', { 'general.architecture': text('llama'), 'split.count': text('many') }],
] as const)('a file is a %s by its metadata', (kind, values) => {
  expect(kindOf(read(values, ['a']))).toBe(kind);
});

test('a file without tensors is a vocabulary', () => {
  const values = { 'general.architecture': text('llama'), 'tokenizer.ggml.model': text('gpt2') };
  expect(kindOf(read(values, []))).toBe('vocabulary');
});

const uint16 = (value: number): WrittenValue => ({ type: 'uint16', value });

interface Part {
  readonly no: number;
  readonly count: number;
  readonly total?: number;
  readonly names: readonly string[];
}

function part({ no, count, total = 6, names }: Part): GgufModel {
  const model = { 'general.architecture': text('llama'), 'llama.block_count': uint32(2) };
  const split = {
    'split.no': uint16(no),
    'split.count': uint16(count),
    'split.tensors.count': { type: 'int32', value: total } as const,
  };
  return read({ ...(no === 0 ? model : {}), ...split }, names);
}

const parts = [
  part({ no: 0, count: 3, names: ['a', 'b'] }),
  part({ no: 1, count: 3, names: ['c', 'd', 'e'] }),
  part({ no: 2, count: 3, names: ['f'] }),
] as const;

test('shards in any order are one model: the metadata of the first, the tensors of all', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([...parts], { minLength: 3 }), (headers) => {
      const outcome = joinShards(headers);
      if (outcome.kind === 'problem') throw new Error(outcome.problem.fact);
      const { model } = outcome;
      expect(model.tensors.map(({ name }) => name).join('')).toBe('abcdef');
      expect([...model.metadata]).toEqual([
        ['general.architecture', 'llama'],
        ['llama.block_count', 2],
      ]);
      expect(kindOf(model)).toBe('model');
    }),
  );
});

test('the header of a file that is no shard is the model', () => {
  const whole = read({ 'general.architecture': text('llama') }, ['a']);
  expect(joinShards([whole])).toEqual({ kind: 'joined', model: whole });
});

const [first, second, third] = parts;
const lone = part({ no: 1, count: 3, names: ['c'] });
const whole = read({ 'general.architecture': text('llama') }, ['a']);
const cases: readonly [string, readonly GgufModel[], string][] = [
  ['none', [], 'shard-missing: none of its parts is there'],
  ['without the first', [second, third], 'shard-missing: part 1 of 3 is missing'],
  ['without the last', [first, second], 'shard-missing: part 3 of 3 is missing'],
  ['the middle alone', [second], 'shard-missing: parts 1, 3 of 3 are missing'],
  [
    'one of thousands',
    [part({ no: 0, count: 65_535, names: [] })],
    'shard-missing: parts 2, 3, 4, 5, 6 and more of 65535 are missing',
  ],
  ['one twice', [first, second, lone], 'shard-mixed: its parts are not those of one model'],
  ['another model', [first, second, whole], 'shard-mixed: its parts are not those of one model'],
  ['two whole models', [whole, whole], 'shard-mixed: its parts are not those of one model'],
  ['a number too high', [part({ no: 3, count: 3, names: [] })], 'shard-mixed: its parts are not'],
  [
    'a tensor too few',
    [first, second, part({ no: 2, count: 3, names: [] })],
    'shard-tensors: its parts have 5 tensors, and it says that they have 6',
  ],
  [
    'a tensor twice',
    [first, second, part({ no: 2, count: 3, names: ['a'] })],
    'duplicate-tensor: two of its parts have the tensor `a`',
  ],
];

test.each(cases)('shards that are no model: %s', (_, headers, expected) => {
  const outcome = joinShards(headers);
  const said = outcome.kind === 'problem' ? `${outcome.problem.kind}: ${outcome.problem.fact}` : '';
  expect(said.slice(0, expected.length)).toBe(expected);
});

test('one name of a shard gives the names of all, in order', () => {
  expect(namesOfShards('org/m-Q4_K_M-00002-of-00003.gguf')).toEqual([
    'org/m-Q4_K_M-00001-of-00003.gguf',
    'org/m-Q4_K_M-00002-of-00003.gguf',
    'org/m-Q4_K_M-00003-of-00003.gguf',
  ]);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), fc.string(), (count, prefix) => {
      const names = namesOfShards(`${prefix}-00001-of-${String(count).padStart(5, '0')}.gguf`);
      expect(names).toHaveLength(count);
      for (const name of names) expect(namesOfShards(name)).toEqual(names);
      const numbers = names.map((name) => parseShardName(name)?.number);
      expect(numbers).toEqual(names.map((_, index) => index + 1));
    }),
  );
});

test.each(['m.gguf', 'm-00000-of-00002.gguf', 'm-00003-of-00002.gguf', 'm-1-of-2.gguf', ''])(
  'a name of no shard stands for itself: %s',
  (name) => {
    expect(parseShardName(name)).toBeUndefined();
    expect(namesOfShards(name)).toEqual([name]);
  },
);
