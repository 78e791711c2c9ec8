import { expect, test } from 'vitest';
import { nodeStamp, noStamp, splitLog } from '../../../src/core/log/split-log.ts';

const one = '2026-01-01T00:00:01.000000001Z';
const two = '2026-01-01T00:00:02.000000000+02:00';
const log = `${one} first\n${two} \n${one} ünd \u001b[31m third\nno stamp here at all, only the node\n`;

async function* chunksOf(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += size)
    yield bytes.subarray(start, start + size);
}

async function linesOf(text: string, size: number) {
  const lines: { time: string | undefined; text: Buffer; isEnded: boolean }[] = [];
  for await (const pieces of splitLog(chunksOf(text, size), nodeStamp)) {
    for (const { time, bytes, startsLine, endsLine } of pieces) {
      const last = lines.at(-1);
      if (startsLine) lines.push({ time, text: Buffer.from(bytes), isEnded: endsLine });
      else if (last !== undefined) {
        last.text = Buffer.concat([last.text, bytes]);
        last.isEnded = endsLine;
      }
    }
  }
  return lines.map(({ time, text, isEnded }) => [time, text.toString(), isEnded]);
}

test.each([1, 2, 7, 31, 33, 64, 1000])('chunks of %d bytes make the same lines', async (size) => {
  expect(await linesOf(log, size)).toEqual([
    [one, 'first', true],
    [two, '', true],
    [one, 'ünd \u001b[31m third', true],
    [undefined, 'no stamp here at all, only the node', true],
  ]);
});

test.each([1, 30, 1000])(
  'what is cut off in the middle is given as far as it came',
  async (size) => {
    expect(await linesOf(`${one} whole\n${two} hal`, size)).toEqual([
      [one, 'whole', true],
      [two, 'hal', false],
    ]);
    expect(await linesOf('error', size)).toEqual([[undefined, 'error', false]]);
  },
);

test('a log without timestamps is cut at its line breaks only', async () => {
  const texts: string[] = [];
  const stamped = `${one} first\n\nlast`;
  for await (const pieces of splitLog(chunksOf(stamped, 1000), noStamp)) {
    texts.push(...pieces.map(({ bytes }) => Buffer.from(bytes).toString()));
  }
  expect(texts).toEqual([`${one} first`, '', 'last']);
});

test('a line of 50 MB is never held', async () => {
  const chunk = Buffer.alloc(64 * 1024, 'x');
  async function* endless(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(`${one} `);
    for (let count = 0; count < 800; count += 1) yield chunk;
    yield Buffer.from('\n');
  }
  let [bytes, longest, starts] = [0, 0, 0];
  for await (const pieces of splitLog(endless(), nodeStamp)) {
    for (const piece of pieces) {
      bytes += piece.bytes.length;
      longest = Math.max(longest, piece.bytes.length);
      if (piece.startsLine) starts += 1;
    }
  }
  expect({ bytes, starts }).toEqual({ bytes: 800 * chunk.length, starts: 1 });
  expect(longest).toBeLessThanOrEqual(chunk.length + 40);
});
