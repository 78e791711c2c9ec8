import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HeaderOutcome } from '../../../src/core/gguf/gguf-header.ts';
import { withFileSize } from '../../../src/core/gguf/read-gguf-header.ts';
import {
  type Feeding,
  feedHeader,
  ggufFile,
  text,
  uint32,
  type WrittenTensor,
} from '../../support/models/gguf-file.ts';
import { ggufHeader, type WrittenValue } from '../../support/models/gguf-header.ts';

const values: Record<string, WrittenValue> = {
  'general.architecture': text('llama'),
  'general.alignment': uint32(32),
  'llama.heads': {
    type: 'array',
    of: 'uint32',
    items: [4, 2].map((value) => ({ type: 'uint32', value })),
  },
  'tokenizer.ggml.tokens': { type: 'array', of: 'string', items: [text('<s>'), text('b')] },
  'llama.nested': {
    type: 'array',
    of: 'array',
    items: [{ type: 'array', of: 'string', items: [text('x')] }],
  },
  'llama.on': { type: 'bool', value: 1 },
};
const tensors: readonly WrittenTensor[] = [
  { name: 'token_embd.weight', dims: [32, 3], type: 8 },
  { name: 'blk.0.attn_norm.weight', dims: [8] },
  { name: 'output.weight', dims: [256, 2], type: 77 },
];
const good = ggufFile({ values, tensors });

function problemIn(outcome: HeaderOutcome): string {
  return outcome.kind === 'problem' ? `${outcome.problem.kind}: ${outcome.problem.fact}` : 'read';
}

function problemOf(file: Uint8Array, feeding?: Feeding): string {
  return problemIn(feedHeader(file, feeding).outcome);
}

test.each([
  ['nothing', '', 'empty: it is empty'],
  ['a web page', '<!DOCTYPE html><html>', 'web-page: it is a web page and not a GGUF file'],
  ['a page that begins late', '\n <html><body>', 'web-page: it is a web page and not a GGUF file'],
  [
    'a pointer of Git LFS',
    'version https://git-lfs.github.com/spec/v1\noid sha256:00',
    'git-lfs-pointer: it is a pointer of Git LFS and not the file itself',
  ],
  ['words', 'Entry not found', 'not-gguf: it is not a GGUF file'],
  ['a format before', 'tjgg\0\0\0\0', /^older-format: it has a format of llama.cpp that came/],
  ['an archive', 'PK\u0003\u0004\0\0', /^archive: it is an archive/],
  ['safetensors', '\u0010\0\0\0\0\0\0\0{"a":{}}', /^safetensors: it is a safetensors file/],
  ['the magic alone', 'GGUF', 'truncated: it ends in its header, after 4 bytes'],
])('%s is told by name, in pieces too', (_, file, expected) => {
  const bytes = Buffer.from(file, 'latin1');
  const problem = problemOf(bytes);
  expect(problem).toMatch(expected);
  expect(problemOf(bytes, { chunks: [1] })).toBe(problem);
  expect(problemOf(bytes, { fileBytes: bytes.length })).toBe(problem);
});

test.each([1, 0, 4, 65_535])('version %d is refused by its number', (version) => {
  const problem = `version: it is of version ${version} of GGUF, and only 2 and 3 are read`;
  expect(problemOf(ggufHeader({ version, values }))).toBe(problem);
});

test('version 1 is refused in the other byte order', () => {
  expect(problemOf(ggufHeader({ version: 1, isBig: true, values }))).toMatch(/of version 1 of/);
});

test.each([
  ['tensors', 8, 'count: it says that it has 18446744073709551615 tensors'],
  ['values', 16, 'count: it says that it has 18446744073709551615 values'],
])('a number of %s that no file has', (_, at, expected) => {
  const file = Buffer.from(good.bytes);
  file.writeBigUInt64LE(2n ** 64n - 1n, at);
  expect(problemOf(file)).toBe(expected);
});

test('millions of tensors are refused before the first is read', () => {
  const file = ggufHeader({ values: {}, tensors: 131_073 });
  expect(problemOf(file)).toBe('count: it says that it has 131073 tensors');
  expect(problemOf(ggufHeader({ values: {}, tensors: 131_072 }))).toMatch(/^truncated: /);
});

test('a text that is longer than the file, the limit, or any file', () => {
  const file = Buffer.from(ggufHeader({ values: { a: text('xyz') } }));
  const withLength = (length: bigint, feeding?: Feeding) => {
    file.writeBigUInt64LE(length, file.length - 3 - 8);
    return problemOf(file, feeding);
  };
  expect(withLength(4n, { fileBytes: file.length })).toBe(
    `truncated: it ends in its header, before byte ${file.length + 1}`,
  );
  expect(withLength(4n)).toMatch(/^truncated: /);
  expect(withLength(2n ** 40n)).toMatch(/^header-too-large: its header is larger than 67108864/);
  expect(withLength(2n ** 63n)).toMatch(/^count: it says that it has \d+ bytes in a text$/);
});

test('lengths of texts in arrays that are longer than the file or any file', () => {
  const items = [text('xyz')];
  const file = Buffer.from(ggufHeader({ values: { a: { type: 'array', of: 'string', items } } }));
  for (const length of [4n, 2n ** 32n, 2n ** 40n, 2n ** 63n, 2n ** 64n - 1n]) {
    file.writeBigUInt64LE(length, file.length - 3 - 8);
    expect(problemOf(file)).toMatch(/^(truncated|header-too-large): /);
    expect(problemOf(file, { fileBytes: file.length })).toMatch(/^truncated: /);
  }
});

test('arrays in arrays in arrays end', () => {
  const inner: WrittenValue = { type: 'array', of: 'uint32', items: [] };
  const nested = Array.from({ length: 20 }).reduce<WrittenValue>(
    (item) => ({ type: 'array', of: 'array', items: [item] }),
    inner,
  );
  expect(problemOf(ggufHeader({ values: { a: nested } }))).toBe(
    'array-depth: its arrays are too deep',
  );
});

test('a header beyond the limit is not read on', () => {
  const long = ggufFile({ values: { a: text('x'.repeat(5000)) }, tensors });
  const { outcome, given } = feedHeader(long.bytes, { headerBytes: 4096 });
  expect(problemIn(outcome)).toMatch(/^header-too-large: its header is larger than 4096 bytes/);
  expect(given).toBeLessThanOrEqual(4096);
});

test.each([0, 3, 24, 2 ** 32 - 1])('an alignment of %d is none', (alignment) => {
  const file = ggufFile({ values: { 'general.alignment': uint32(alignment) }, tensors: [] });
  expect(problemOf(file.bytes)).toBe('alignment: its `general.alignment` is not a power of two');
});

test('an alignment in words, and one that is a switch, are none', () => {
  for (const value of [text('32'), { type: 'bool', value: 1 } as const]) {
    const file = ggufFile({ values: { 'general.alignment': value }, tensors: [] });
    expect(problemOf(file.bytes)).toMatch(/^alignment: /);
  }
});

test('data that are cut off are told when the size of the file is known, before or after', () => {
  const { outcome } = feedHeader(good.bytes);
  if (outcome.kind !== 'read') throw new Error(outcome.problem.fact);
  const { dataOffset } = outcome.header;
  const last = dataOffset + 160;
  for (const fileBytes of [good.headerBytes, dataOffset, last - 1, last]) {
    const expected = `tensor-beyond-file: it ends at byte ${fileBytes}, before the end of its`;
    const problem = problemIn(withFileSize(outcome.header, fileBytes));
    expect(problem.slice(0, expected.length)).toBe(expected);
    expect(problemOf(good.bytes.subarray(0, fileBytes), { fileBytes })).toBe(problem);
  }
  expect(problemIn(withFileSize(outcome.header, last + 1))).toBe('read');
});

test('a header that is cut at any byte is a problem, whether the size is known or not', () => {
  for (let cut = 0; cut < good.headerBytes; cut += 1) {
    const file = good.bytes.subarray(0, cut);
    const expected = cut === 0 ? /^empty: / : cut < 4 ? /^not-gguf: / : /^truncated: /;
    expect(problemOf(file)).toMatch(expected);
    expect(problemOf(file, { fileBytes: cut })).toMatch(expected);
    expect(problemOf(file, { chunks: [13], firstRange: 50 })).toMatch(expected);
  }
});

const word = fc.constantFrom(0n, 1n, 31n, 255n, 2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 64n - 1n);
interface Change {
  readonly at: number;
  readonly byte: number;
  readonly word: bigint;
  readonly how: 'byte' | 'word' | 'insert' | 'cut' | 'end';
}
const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(good.headerBytes - 1),
  byte: fc.nat(255),
  word,
  how: fc.constantFrom<Change['how'][]>('byte', 'byte', 'word', 'insert', 'cut', 'end'),
});

function changed(before: Buffer, { at, byte, word, how }: Change): Buffer {
  const left = before.subarray(0, at);
  if (how === 'end') return left;
  if (how === 'cut') return Buffer.concat([left, before.subarray(at + byte)]);
  if (how === 'insert') return Buffer.concat([left, Buffer.from([byte]), before.subarray(at)]);
  const after = Buffer.from(before);
  if (how === 'word' && at + 8 <= after.length) after.writeBigUInt64LE(word, at);
  else if (at < after.length) after[at] = byte;
  return after;
}

test('100 000 damaged headers are answers: none crashes, and none costs more than its file', () => {
  const kinds = new Map<string, number>();
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
      const file = changes.reduce(changed, good.bytes);
      const isSizeKnown = changes.length === 2;
      const { outcome, asked, given } = feedHeader(file, {
        firstRange: 256,
        fileBytes: isSizeKnown ? file.length : undefined,
      });
      const kind = outcome.kind === 'read' ? 'read' : outcome.problem.kind;
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      // Work follows the bytes: what was given once, in a few ranges.
      if (given > file.length || asked.length > 20) throw new Error(`${given} of ${file.length}`);
      if (outcome.kind === 'problem' && /\p{Cc}/u.test(outcome.problem.fact)) {
        throw new Error('a sentence is not one line');
      }
    }),
    { numRuns: 100_000 },
  );
  // The damage reaches all parts of a header.
  expect([...kinds.keys()]).toEqual(
    expect.arrayContaining(['read', 'truncated', 'version', 'count', 'value-type', 'tensor-size']),
  );
}, 60_000);
