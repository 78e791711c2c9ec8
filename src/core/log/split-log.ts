import type { LogPiece } from '../target.ts';

/** What stands before a line: its time, or nothing in a log whose lines have none. */
export type ReadStamp = (bytes: Buffer, start: number) => Stamp | undefined;

/**
 * Cuts the bytes of a log into pieces of lines, one batch for each chunk. A line is never held:
 * however long it is, its pieces are as large as the chunks are.
 */
export async function* splitLog(
  chunks: AsyncIterable<Uint8Array>,
  readStamp: ReadStamp,
): AsyncGenerator<readonly LogPiece[]> {
  let stamp: Buffer = Buffer.alloc(0);
  let open: Stamp | undefined;
  for await (const chunk of chunks) {
    const bytes = stamp.length === 0 ? viewOf(chunk) : Buffer.concat([stamp, chunk]);
    const pieces: LogPiece[] = [];
    let start = 0;
    stamp = Buffer.alloc(0);
    while (start < bytes.length) {
      const startsLine = open === undefined;
      const line: Stamp | undefined = open ?? readStamp(bytes, start);
      if (line === undefined) {
        stamp = bytes.subarray(start);
        break;
      }
      if (startsLine) start += line.length;
      const end = bytes.indexOf(lineBreak, start);
      const text = bytes.subarray(start, end < 0 ? bytes.length : end);
      pieces.push({ time: line.time, bytes: text, startsLine, endsLine: end >= 0 });
      open = end < 0 ? line : undefined;
      start += text.length + 1;
    }
    if (pieces.length > 0) yield pieces;
  }
  if (stamp.length > 0) {
    yield [{ time: undefined, bytes: stamp, startsLine: true, endsLine: false }];
  }
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

const lineBreak = 0x0a;
const space = 0x20;
const longestStamp = 40;
const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

export interface Stamp {
  readonly time: string | undefined;
  /** With the space after it. */
  readonly length: number;
}

/** For logs without timestamps. */
export function noStamp(): Stamp {
  return { time: undefined, length: 0 };
}

/**
 * For logs of nodes. What a node says about a log that it cannot read comes without a timestamp.
 * Nothing is known while the start of a line is still too short to tell, and a stamp alone is no
 * piece yet.
 */
export function nodeStamp(bytes: Buffer, start: number): Stamp | undefined {
  const head = bytes.subarray(start, start + longestStamp);
  const end = head.findIndex((byte) => byte === space || byte === lineBreak);
  const isTooShort = head.length < longestStamp && (end < 0 || end === head.length - 1);
  if (isTooShort && head[end] !== lineBreak) return undefined;
  const text = head[end] === space ? head.toString('latin1', 0, end) : '';
  const time = timestamp.test(text) ? text : undefined;
  return { time, length: time === undefined ? 0 : end + 1 };
}
