import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ggufBytes } from '../../../scripts/models/gguf-bytes.ts';
import type { MetadataOutcome } from '../../../src/core/gguf/metadata.ts';
import { type ReadLimits, readMetadata } from '../../../src/core/gguf/read-metadata.ts';
import { ggufHeader, type WrittenValue } from '../../support/models/gguf-header.ts';

interface Reading {
  readonly outcome: MetadataOutcome;
  /** Bytes that were asked for and given. */
  readonly given: number;
}

function read(file: Uint8Array, limits: ReadLimits = {}): Reading {
  const reader = readMetadata(limits);
  let given = 0;
  let step = reader.next();
  while (!step.done) {
    const { offset, length } = step.value;
    expect(length).toBeGreaterThan(0);
    expect(length).toBeLessThanOrEqual(limits.headerBytes ?? 256 * 1024 ** 2);
    const bytes = file.subarray(offset, offset + length);
    given += bytes.length;
    step = reader.next(bytes);
  }
  return { outcome: step.value, given };
}

function factOf(file: Uint8Array, limits?: ReadLimits): string {
  const { outcome } = read(file, limits);
  return outcome.kind === 'malformed' ? outcome.fact : 'read';
}

const text = (value: string): WrittenValue => ({ type: 'string', value });
const every: Record<string, WrittenValue> = {
  'general.license': text('apache-2.0'),
  'a.uint8': { type: 'uint8', value: 200 },
  'a.int8': { type: 'int8', value: -100 },
  'a.uint16': { type: 'uint16', value: 60_000 },
  'a.int16': { type: 'int16', value: -30_000 },
  'a.uint32': { type: 'uint32', value: 4_000_000_000 },
  'a.int32': { type: 'int32', value: -2_000_000_000 },
  'a.float32': { type: 'float32', value: 0.5 },
  'a.bool': { type: 'bool', value: 1 },
  'a.uint64': { type: 'uint64', value: 2n ** 64n - 1n },
  'a.int64': { type: 'int64', value: -5n },
  'a.float64': { type: 'float64', value: 1e-5 },
  'a.texts': { type: 'array', of: 'string', items: [text('<s>'), text(''), text('ä')] },
  'a.floats': { type: 'array', of: 'float32', items: [{ type: 'float32', value: 1 }] },
  'a.nested': {
    type: 'array',
    of: 'array',
    items: [{ type: 'array', of: 'string', items: [text('x')] }],
  },
  'a.last': text('Grüße'),
};

test.each([
  { version: 2, isBig: false },
  { version: 3, isBig: false },
  { version: 3, isBig: true },
])('every kind of value is read, and arrays are skipped: $version, big $isBig', (form) => {
  const file = ggufHeader({ ...form, tensors: 7, values: every });
  const { outcome } = read(Buffer.concat([file, Buffer.alloc(100)]));
  expect(outcome).toEqual({
    kind: 'read',
    header: {
      version: form.version,
      byteOrder: form.isBig ? 'big' : 'little',
      tensors: 7,
      values: Object.keys(every).length,
      end: file.length,
      metadata: new Map<string, unknown>([
        ['general.license', 'apache-2.0'],
        ['a.uint8', 200],
        ['a.int8', -100],
        ['a.uint16', 60_000],
        ['a.int16', -30_000],
        ['a.uint32', 4_000_000_000],
        ['a.int32', -2_000_000_000],
        ['a.float32', 0.5],
        ['a.bool', true],
        ['a.uint64', 2n ** 64n - 1n],
        ['a.int64', -5],
        ['a.float64', 1e-5],
        ['a.texts', { skipped: 'array', length: 3 }],
        ['a.floats', { skipped: 'array', length: 1 }],
        ['a.nested', { skipped: 'array', length: 1 }],
        ['a.last', 'Grüße'],
      ]),
    },
  });
});

test('a file of the writer that engines read is read to the start of its tensors', () => {
  const values = Array.from({ length: 100_000 }, (_, index) => index);
  const file = ggufBytes(
    {
      'tokenizer.scores': { type: 'float32s', value: values },
      'general.name': { type: 'string', value: 'tiny' },
    },
    [{ name: 't', shape: [1], values: new Float32Array(1) }],
  );
  const { outcome, given } = read(file);
  expect(outcome).toMatchObject({ kind: 'read', header: { tensors: 1 } });
  expect(outcome.kind === 'read' && outcome.header.metadata.get('general.name')).toBe('tiny');
  // The scores were never asked for.
  expect(given).toBeLessThan(200_000);
});

test('reading stops where enough is known, without what comes after', () => {
  const file = ggufHeader({
    values: { 'general.license': text('mit'), 'tokenizer.big': text('x'.repeat(500_000)) },
  });
  const isEnough = (key: string) => key.startsWith('tokenizer.');
  const { outcome, given } = read(file, { isEnough });
  expect(outcome).toMatchObject({ kind: 'read', header: { values: 2 } });
  expect(outcome.kind === 'read' && [...outcome.header.metadata.keys()]).toEqual([
    'general.license',
  ]);
  expect(outcome.kind === 'read' && outcome.header.end).toBeUndefined();
  expect(given).toBeLessThanOrEqual(65_536);
});

test('a text of megabytes is counted and not kept', () => {
  const file = ggufHeader({ values: { 'a.long': text('x'.repeat(2_000_000)), 'a.b': text('c') } });
  const { outcome, given } = read(file);
  expect(outcome.kind === 'read' && [...outcome.header.metadata]).toEqual([
    ['a.long', { skipped: 'text', length: 2_000_000 }],
    ['a.b', 'c'],
  ]);
  expect(given).toBeLessThan(200_000);
});

/** The header of one value, with bytes that no writer would write. */
function raw(...parts: readonly (string | readonly number[])[]): Buffer {
  const start = ggufHeader({ values: {} });
  start.writeBigUInt64LE(1n, 16);
  return Buffer.concat([start, ...parts.map((part) => Buffer.from(part as string))]);
}

const key = [1, 0, 0, 0, 0, 0, 0, 0, 97];
const most = Array<number>(7).fill(255);
const pieces: readonly [string, Buffer, RegExp][] = [
  ['nothing', Buffer.alloc(0), /^it is empty$/],
  ['a web page', Buffer.from('<!doctype html><html lang="en">'), /^it is a web page/],
  ['the head alone', Buffer.from('GGUF'), /^it ends in its header, after 4 bytes$/],
  ['version 1', ggufHeader({ version: 1, values: {} }), /version 1 of GGUF/],
  [
    'version 4 of the other order',
    ggufHeader({ version: 4, isBig: true, values: {} }),
    /version 4/,
  ],
  ['an unknown type', raw(key, [99, 0, 0, 0]), /unknown type 99/],
  ['an unknown type of items', raw(key, [9, 0, 0, 0], [99, 0, 0, 0], key), /unknown type 99/],
  ['a switch of 2', raw(key, [7, 0, 0, 0, 2]), /neither on nor off/],
  ['a key that never ends', raw(most, [127]), /bytes in a key$/],
  ['a key of nothing', raw([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), /a key that is none/],
  ['a key with an escape', raw([1, 0, 0, 0, 0, 0, 0, 0, 27]), /a key that is none/],
  ['a text beyond all files', raw(key, [8, 0, 0, 0], most, [255]), /bytes in a text$/],
  ['a text beyond the limit', raw(key, [8, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]), /larger than/],
  [
    'an array beyond the limit',
    raw(key, [9, 0, 0, 0, 4, 0, 0, 0], [0, 0, 0, 0, 1, 0, 0, 0]),
    /larger than/,
  ],
  [
    'arrays without a floor',
    raw(key, [9, 0, 0, 0], ...Array<number[]>(20).fill([9, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0])),
    /too deep/,
  ],
];

test.each(pieces)('%s is a sentence and no crash', (_, file, fact) => {
  expect(factOf(file)).toMatch(fact);
});

test('a count of values beyond reason, and a key that comes twice', () => {
  const many = ggufHeader({ values: {} });
  many.writeBigUInt64LE(2n ** 63n, 16);
  expect(factOf(many)).toBe('it says that it has 9223372036854775808 values');
  const twice = ggufHeader({ values: { 'a.b': text('x'), 'a.c': text('x') } });
  expect(factOf(Buffer.from(twice.toString('latin1').replace('a.c', 'a.b'), 'latin1'))).toBe(
    'it says `a.b` twice',
  );
});

test('no byte beyond the limit is asked for', () => {
  const file = ggufHeader({ values: { 'a.b': text('x'.repeat(5000)), 'a.c': text('y') } });
  expect(factOf(file, { headerBytes: 4096 })).toMatch(/^its header is larger than 4096 bytes/);
});

test('12 000 damaged headers are answers: none crashes, and none costs more than its file', () => {
  const good = ggufHeader({ values: every });
  const change = fc.record({
    at: fc.nat(good.length - 1),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 9 }),
    how: fc.constantFrom('write', 'insert', 'cut', 'end'),
  });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      const file = changes.reduce<Buffer>((before, { at, bytes, how }) => {
        const left = before.subarray(0, at);
        if (how === 'end') return left;
        const right = before.subarray(how === 'insert' ? at : at + bytes.length);
        return Buffer.concat([left, how === 'cut' ? Buffer.alloc(0) : bytes, right]);
      }, good);
      const { outcome, given } = read(file, { headerBytes: 1024 ** 2 });
      expect(['read', 'malformed']).toContain(outcome.kind);
      expect(given).toBeLessThanOrEqual(4 * file.length + 1);
    }),
    { numRuns: 12_000 },
  );
}, 60_000);
