import { openRange, type RangeQuestion } from './open-range.ts';

/** Fetches a part of a file whole, or what there is of it; see `openRange`. */
export async function readRange(question: RangeQuestion): Promise<Uint8Array> {
  const { length } = question.range;
  const { chunks } = await openRange(question);
  const parts: Uint8Array[] = [];
  let bytes = 0;
  // A whole file is never fetched for its beginning: leaving the loop ends the connection.
  for await (const chunk of chunks) {
    parts.push(chunk);
    bytes += chunk.length;
    if (bytes > length) break;
  }
  return Buffer.concat(parts).subarray(0, length);
}
