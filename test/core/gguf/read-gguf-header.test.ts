import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { GgufHeader, HeaderOutcome } from '../../../src/core/gguf/gguf-header.ts';
import { readGgufHeader, withFileSize } from '../../../src/core/gguf/read-gguf-header.ts';
import { feedHeader, ggufFile, text, uint32 } from '../../support/models/gguf-file.ts';
import type { WrittenValue } from '../../support/models/gguf-header.ts';

const array = (of: WrittenValue['type'], items: readonly WrittenValue[]): WrittenValue => {
  return { type: 'array', of, items };
};
const int32s = (length: number) =>
  array(
    'int32',
    Array.from({ length }, (_, index) => ({ type: 'int32', value: index - 2 })),
  );
const template = '{% for m in messages %}{{ m.content }}{% endfor %} ä';
const values: Record<string, WrittenValue> = {
  'general.architecture': text('llama'),
  'llama.block_count': uint32(2),
  'llama.attention.head_count_kv': int32s(5),
  'llama.pattern': array(
    'bool',
    [1, 0, 1].map((value) => ({ type: 'bool', value })),
  ),
  'llama.rope.freq_base': { type: 'float32', value: 0.5 },
  'llama.huge': { type: 'uint64', value: 2n ** 60n },
  'llama.many': int32s(4097),
  'general.tags': array('string', [text('a'), text('bc')]),
  'tokenizer.ggml.tokens': array('string', [text('<s>'), text(''), text('ä')]),
  'tokenizer.ggml.token_type': int32s(3),
  'tokenizer.chat_template': text(template),
};
const tensors = [
  { name: 'token_embd.weight', dims: [256, 3], type: 12 },
  { name: 'blk.0.attn_norm.weight', dims: [5] },
  { name: 'blk.0.attn_q.weight', dims: [64, 2, 3, 1], type: 8 },
  { name: 'output_norm.weight', dims: [] },
];
const file = ggufFile({ values, tensors });

function headerOf(outcome: HeaderOutcome): GgufHeader {
  if (outcome.kind === 'problem') throw new Error(outcome.problem.fact);
  return outcome.header;
}

test.each([
  { version: 2, isBig: false },
  { version: 2, isBig: true },
  { version: 3, isBig: false },
  { version: 3, isBig: true },
])('values, counts and tensors of a header are read: $version, big $isBig', (form) => {
  const written = ggufFile({ ...form, values, tensors });
  expect(headerOf(feedHeader(written.bytes).outcome)).toEqual({
    version: form.version,
    byteOrder: form.isBig ? 'big' : 'little',
    alignment: 32,
    headerBytes: written.headerBytes,
    dataOffset: Math.ceil(written.headerBytes / 32) * 32,
    metadata: new Map<string, unknown>([
      ['general.architecture', 'llama'],
      ['llama.block_count', 2],
      ['llama.attention.head_count_kv', [-2, -1, 0, 1, 2]],
      ['llama.pattern', [true, false, true]],
      ['llama.rope.freq_base', 0.5],
      ['llama.huge', 2n ** 60n],
      ['tokenizer.chat_template', template],
    ]),
    counts: new Map([
      ['llama.many', 4097],
      ['general.tags', 2],
      ['tokenizer.ggml.tokens', 3],
      ['tokenizer.ggml.token_type', 3],
    ]),
    cutTexts: new Map(),
    tensors: written.tensors,
  });
});

test('both byte orders say the same', () => {
  const [little, big] = [false, true].map((isBig) =>
    headerOf(feedHeader(ggufFile({ isBig, values, tensors }).bytes).outcome),
  );
  expect({ ...big, byteOrder: 'little' }).toEqual(little);
});

test('bytes of a tensor are those of its blocks: 144 for 256 of Q4_K, 34 for 32 of Q8_0', () => {
  const read = headerOf(feedHeader(file.bytes).outcome).tensors;
  expect(read.map(({ bytes }) => bytes)).toEqual([3 * 144, 5 * 4, 12 * 34, 4]);
});

test('pieces of any size say what the whole says, and no byte comes twice', () => {
  const whole = feedHeader(file.bytes).outcome;
  const sizes = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 8 });
  const firstRange = fc.constantFrom(1, 7, 64, 1000, 1024 ** 2);
  fc.assert(
    fc.property(sizes, firstRange, (chunks, first) => {
      const { outcome, asked, given } = feedHeader(file.bytes, { chunks, firstRange: first });
      expect(outcome).toEqual(whole);
      expect(given).toBeLessThanOrEqual(file.bytes.length);
      const offsets = asked.map(({ offset }) => offset);
      expect(offsets).toEqual([...new Set(offsets)].sort((a, b) => a - b));
    }),
    { numRuns: 500 },
  );
});

test('a header of 3 MB costs one range of 16 MiB, of which it takes what it needs', () => {
  const tokens = Array.from({ length: 150_000 }, (_, index) => text(`token ${index}`));
  const large = ggufFile({ values: { ...values, 'a.tokens': array('string', tokens) }, tensors });
  const whole = Buffer.concat([large.bytes, Buffer.alloc(20 * 1024 ** 2)]);
  const { outcome, asked, given } = feedHeader(whole, { chunks: [65_536] });
  expect(headerOf(outcome).counts.get('a.tokens')).toBe(150_000);
  expect(asked[0]).toEqual({ offset: 0, length: 16 * 1024 ** 2 });
  // Whatever was asked for later is the rest of the same range.
  expect(new Set(asked.map(({ offset, length }) => offset + length)).size).toBe(1);
  expect(given).toBeLessThan(large.headerBytes + 65_536);
});

test('a range is no longer than the file, and later ones are twice as long', () => {
  expect(readGgufHeader({ fileBytes: 1000 }).next().value).toEqual({ offset: 0, length: 1000 });
  const chunked = feedHeader(file.bytes, { firstRange: 100, fileBytes: file.bytes.length });
  const lengths = chunked.asked.map(({ length }) => length);
  expect(lengths.slice(0, 4)).toEqual([100, 200, 400, 800]);
  const { offset = 0, length = 0 } = chunked.asked.at(-1) ?? {};
  expect(offset + length).toBeLessThanOrEqual(file.bytes.length);
});

test('a range that lies in a skipped array is not asked for', () => {
  const { asked, given } = feedHeader(file.bytes, { firstRange: 64 });
  expect(given).toBeLessThan(file.headerBytes - 8000);
  expect(asked.length).toBeLessThan(12);
});

test('a text of more than 1 MiB is counted and not kept', () => {
  const long = 'x'.repeat(1024 ** 2);
  const cut = ggufFile({ values: { 'a.kept': text(long), 'a.cut': text(`${long}x`) }, tensors });
  const { metadata, cutTexts } = headerOf(feedHeader(cut.bytes, { chunks: [1000] }).outcome);
  expect(metadata).toEqual(new Map([['a.kept', long]]));
  expect(cutTexts).toEqual(new Map([['a.cut', 1024 ** 2 + 1]]));
});

test('arrays are kept up to 4096 items, and no more than 262 144 items together', () => {
  const many = Array.from({ length: 70 }, (_, index) => [`a.${index}`, int32s(4096)] as const);
  const kept = ggufFile({ values: Object.fromEntries(many), tensors: [] });
  const { metadata, counts } = headerOf(feedHeader(kept.bytes).outcome);
  expect([metadata.size, counts.size]).toEqual([64, 6]);
});

test('an alignment that the file says holds for its data and its tensors', () => {
  const wide = ggufFile({
    values: { 'general.alignment': uint32(128) },
    tensors,
    alignment: 128,
  });
  const header = headerOf(feedHeader(wide.bytes).outcome);
  expect([header.alignment, header.dataOffset % 128]).toEqual([128, 0]);
  expect(header.tensors.map(({ offset }) => offset % 128)).toEqual([0, 0, 0, 0]);
});

test('a tensor of an unknown type has at most the bytes up to the next one, or to the end', () => {
  const odd = ggufFile({
    values: {},
    tensors: [
      { name: 'b', dims: [8], type: 99, offset: 64 },
      { name: 'a', dims: [16], type: 98, offset: 0 },
    ],
  });
  const bounds = ({ tensors: read }: GgufHeader) => read.map((one) => [one.bytes, one.bytesAre]);
  const unknown = headerOf(feedHeader(odd.bytes).outcome);
  expect(bounds(unknown)).toEqual([
    [0, 'unknown'],
    [64, 'at-most'],
  ]);
  const size = unknown.dataOffset + 100;
  const known = headerOf(feedHeader(odd.bytes, { fileBytes: size }).outcome);
  expect(bounds(known)).toEqual([
    [36, 'at-most'],
    [64, 'at-most'],
  ]);
  expect(withFileSize(unknown, size)).toEqual({ kind: 'read', header: known });
});
