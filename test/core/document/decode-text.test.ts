import { expect, test } from 'vitest';
import { TextDecoding } from '../../../src/core/document/decode-text.ts';

/** Reads the bytes in two parts that meet at every place there is. */
function everyCut(bytes: Buffer) {
  return Array.from({ length: bytes.length + 1 }, (_, cut) => {
    const decoding = new TextDecoding();
    const parts = [decoding.push(bytes.subarray(0, cut)), decoding.push(bytes.subarray(cut))];
    return [...parts, decoding.end()];
  });
}

test.each([
  ['UTF-8', Buffer.from('a€\n😀b')],
  ['UTF-16', Buffer.from('\ufeffa€\n😀b', 'utf16le')],
])('%s is the same text wherever its parts meet', (_, bytes) => {
  for (const outcomes of everyCut(bytes)) {
    const text = outcomes.map((one) => (one.kind === 'text' ? one.text : '?')).join('');
    expect(text).toBe('a€\n😀b');
  }
});

test('a broken byte has one number, wherever the parts meet', () => {
  const bytes = Buffer.concat([Buffer.from('a\n€😀'), Buffer.from([0xff]), Buffer.from('b\n')]);
  const numbers = everyCut(bytes).map(
    (outcomes) => outcomes.find((one) => one.kind === 'malformed')?.byte,
  );
  expect(new Set(numbers)).toEqual(new Set([9]));
});
