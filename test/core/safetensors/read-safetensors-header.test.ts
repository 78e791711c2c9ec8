import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSafetensorsHeader } from '../../../src/core/safetensors/read-safetensors-header.ts';
import {
  safetensorsEntries,
  safetensorsFile,
  safetensorsHead,
} from '../../support/models/safetensors-file.ts';

/** Hands a file over in pieces of that size, and counts what is asked for. */
function feed(file: Uint8Array, { piece = 4096, isSizeKnown = true } = {}) {
  const fileBytes = isSizeKnown ? file.length : undefined;
  const reader = readSafetensorsHeader({ fileBytes, firstRange: 64 });
  let read = 0;
  let step = reader.next(new Uint8Array());
  while (!step.done) {
    const { offset, length } = step.value;
    const given = file.subarray(offset, offset + Math.min(piece, length));
    read += given.length;
    step = reader.next(given);
  }
  return { outcome: step.value, read };
}

function problemOf(file: Uint8Array) {
  const { outcome } = feed(file);
  return outcome.kind === 'problem' ? outcome.problem.kind : outcome.kind;
}

const shapes = fc.dictionary(
  fc.string({ minLength: 1 }).filter((name) => name !== '__metadata__'),
  fc.record({
    type: fc.constantFrom('F32', 'BF16', 'F8_E4M3', 'U8', 'I32'),
    shape: fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 4 }),
  }),
  { maxKeys: 20 },
);

test('what was written is read again, in pieces of any size, and no weights are asked for', () => {
  fc.assert(
    fc.property(shapes, fc.integer({ min: 1, max: 5000 }), (tensors, piece) => {
      const file = safetensorsFile(tensors);
      const { bytes } = safetensorsEntries(tensors);
      const { outcome, read } = feed(file, { piece });
      if (outcome.kind !== 'read') throw new Error(outcome.problem.fact);
      const { header } = outcome;
      expect(header.headerBytes + bytes).toBe(file.length);
      expect(header.dataBytes).toBe(bytes);
      expect(header.metadata).toEqual({ format: 'pt' });
      expect(new Map(header.tensors.map((one) => [one.name, one.shape]))).toEqual(
        new Map(Object.entries(tensors).map(([name, { shape }]) => [name, shape])),
      );
      expect(read).toBeLessThanOrEqual(Math.max(64, header.headerBytes) + 128);
    }),
  );
});

test('of 20 000 damaged headers each is an answer, and what is read adds up', () => {
  const file = safetensorsFile({
    'model.embed_tokens.weight': { type: 'BF16', shape: [32, 8] },
    'model.layers.0.self_attn.q_proj.weight': { type: 'F8_E4M3', shape: [8, 8] },
    'lm_head.weight': { type: 'F32', shape: [32, 8] },
  });
  let refused = 0;
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
      fc.option(fc.nat(file.length), { freq: 4 }),
      (changes, cut) => {
        const damaged = Buffer.from(file);
        for (const [at, value] of changes) damaged[at] = value;
        const { outcome } = feed(damaged.subarray(0, cut ?? file.length));
        if (outcome.kind === 'problem') {
          refused += 1;
          expect(outcome.problem.fact).toMatch(/^[^\n]+[^.\n]$/);
          return;
        }
        const { tensors, headerBytes, dataBytes } = outcome.header;
        expect(tensors.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(dataBytes);
        expect(headerBytes + dataBytes).toBe(file.length);
      },
    ),
    { numRuns: 20_000 },
  );
  expect(refused).toBeGreaterThan(5000);
});

const one = { dtype: 'U8', shape: [4], data_offsets: [0, 4] };

test.each([
  ['overlap', { a: one, b: { ...one, data_offsets: [2, 6] } }, 'tensor-overlap'],
  ['a gap', { a: one, b: { ...one, data_offsets: [8, 12] } }, 'tensor-gap'],
  ['a first byte that is none', { a: { ...one, data_offsets: [1, 5] } }, 'tensor-gap'],
  ['an end before its start', { a: { ...one, data_offsets: [4, 0] } }, 'tensor-size'],
  ['other bytes than its shape', { a: { ...one, shape: [5] } }, 'tensor-size'],
  ['more than can be counted', { a: { ...one, shape: [2 ** 50, 2 ** 50] } }, 'tensor-size'],
  ['a negative dimension', { a: { ...one, shape: [-4] } }, 'tensor-form'],
  ['half a byte', { a: { dtype: 'F4', shape: [3], data_offsets: [0, 2] } }, 'tensor-size'],
  ['something more', { a: { ...one, more: [] } }, 'tensor-form'],
  ['nested junk', `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`, 'tensor-form'],
  ['metadata that are no texts', { __metadata__: { a: {} } }, 'metadata'],
  ['half of its JSON', '{"a":', 'not-json'],
  ['a list', '[1, 2]', 'not-safetensors'],
  ['bytes behind its tensors', {}, 'file-size'],
])('a header with %s is refused', (_, json, kind) => {
  const head = safetensorsHead(json);
  expect(problemOf(Buffer.concat([head, Buffer.alloc(12)]))).toBe(kind);
});

test.each([
  ['nothing', '', 'empty'],
  ['a web page', '<!DOCTYPE html><html>', 'web-page'],
  ['a pointer of Git LFS', 'version https://git-lfs.github.com/spec/v1', 'git-lfs-pointer'],
  ['a GGUF file', 'GGUF\u0003\0\0\0\0\0\0\0', 'gguf'],
  ['seven bytes', '1234567', 'truncated'],
])('%s is told by its kind', (_, text, kind) => {
  expect(problemOf(Buffer.from(text))).toBe(kind);
});

test('a header of more than 100 MB is refused before it is asked for', () => {
  const head = safetensorsHead('{}');
  head.writeBigUInt64LE(100_000_001n);
  const { outcome, read } = feed(head, { isSizeKnown: false });
  expect(outcome).toMatchObject({ problem: { kind: 'header-too-large' } });
  expect(read).toBeLessThan(64);
});
