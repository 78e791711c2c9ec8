import { expect, test } from 'vitest';
import { readLines } from '../../../src/cluster/watch/read-lines.ts';

async function linesOf(chunks: readonly Uint8Array[]): Promise<string[]> {
  async function* stream() {
    yield* chunks;
  }
  const lines: string[] = [];
  for await (const line of readLines(stream())) lines.push(line);
  return lines;
}

test('lines are the same however the bytes are cut', async () => {
  const bytes = Buffer.from('{"name":"Zürich 🚀"}\n\n{"b":2}\n');
  for (let size = 1; size <= bytes.length; size += 1) {
    const chunks = [];
    for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
    expect(await linesOf(chunks)).toEqual(['{"name":"Zürich 🚀"}', '{"b":2}']);
  }
});

test('a line of several megabytes in small chunks is read whole', async () => {
  const chunk = Buffer.alloc(16_384, 'x');
  const chunks = [...new Array(256).fill(chunk), Buffer.from('\n')];
  const [line] = await linesOf(chunks);
  expect(line).toHaveLength(4 * 1024 * 1024);
});

test('a line that was cut off is an error, after the whole ones', async () => {
  await expect(linesOf([Buffer.from('{"a":1}\n{"b"')])).rejects.toThrow('within a line');
});
