import { type FileHandle, open } from 'node:fs/promises';
import { olderPartOf } from '../core/agent-protocol/engine-run.ts';

/** Where the last lines of a file begin. */
export interface Tail {
  readonly offset: number;
  /** Lines that the file does not have. */
  readonly missing: number;
}

const blockSize = 64 * 1024;
const lineBreak = 0x0a;

/** Finds the start of the last lines of a file, reading it from its end. */
export async function findTail(handle: FileHandle, lines: number): Promise<Tail> {
  if (lines === Number.POSITIVE_INFINITY) return { offset: 0, missing: lines };
  const { size } = await handle.stat();
  if (lines === 0) return { offset: size, missing: 0 };
  const block = Buffer.allocUnsafe(blockSize);
  let wanted = lines;
  let end = size;
  while (end > 0) {
    const start = Math.max(0, end - blockSize);
    const { bytesRead } = await handle.read(block, 0, end - start, start);
    for (let index = bytesRead - 1; index >= 0; index -= 1) {
      const position = start + index;
      // The break at the very end belongs to the last line.
      if (block[index] !== lineBreak || position === size - 1) continue;
      wanted -= 1;
      if (wanted === 0) return { offset: position + 1, missing: 0 };
    }
    end = start;
  }
  return { offset: 0, missing: size === 0 ? wanted : wanted - 1 };
}

export interface TailLimits {
  readonly lines: number;
  /** Of the last lines no more than the last so many bytes. */
  readonly bytes: number;
}

/** The last lines of an engine's log, its older part included; empty when there is none. */
export async function readLogTail(file: string, { lines, bytes }: TailLimits): Promise<string> {
  const newer = await readEnd(file, { lines, bytes });
  const isEnough = newer.missing === 0 || newer.content.length >= bytes;
  if (isEnough) return newer.content.toString();
  const rest = { lines: newer.missing, bytes: bytes - newer.content.length };
  const older = await readEnd(olderPartOf(file), rest);
  return Buffer.concat([older.content, newer.content]).toString();
}

/** As much as a node of a cluster keeps of what a container said before it ended. */
const lastWords: TailLimits = { lines: 80, bytes: 2048 };

/** What a run that has ended said last, for the message of its end. */
export async function readLastWords(file: string): Promise<string> {
  return await readLogTail(file, lastWords);
}

async function readEnd(file: string, { lines, bytes }: TailLimits) {
  const handle = await openIfThere(file);
  if (handle === undefined) return { content: Buffer.alloc(0), missing: lines };
  try {
    const { offset, missing } = await findTail(handle, lines);
    const { size } = await handle.stat();
    const start = Math.max(offset, size - bytes);
    const content = Buffer.alloc(Math.max(0, size - start));
    const { bytesRead } = await handle.read(content, 0, content.length, start);
    return { content: content.subarray(0, bytesRead), missing };
  } finally {
    await handle.close();
  }
}

/** Opens a file for reading; nothing when it is not there. */
export async function openIfThere(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
