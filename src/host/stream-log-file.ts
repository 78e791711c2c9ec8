import type { FileHandle } from 'node:fs/promises';
import { olderPartOf } from '../core/agent-protocol/engine-run.ts';
import { noStamp, splitLog } from '../core/log/split-log.ts';
import type { LogPiece } from '../core/target.ts';
import { findTail, openIfThere } from './log-tail.ts';

export interface LogFileRead {
  readonly file: string;
  readonly tailLines?: number;
  /** Goes on with what is written, or reads what is there. */
  readonly follow: boolean;
  /** Aborts when the run has ended: what it has written by then is the rest. */
  readonly over: AbortSignal;
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

const lookEvery = 100;

/**
 * What a run on this machine has written and, when it is followed, goes on to write. The file is
 * cut whenever it has become too large: no line comes twice by that, and none that was kept is
 * left out, unless an engine writes faster than it can be read.
 */
export async function* streamLogFile(
  read: LogFileRead,
  signal: AbortSignal,
): AsyncGenerator<readonly LogPiece[]> {
  yield* splitLog(bytesOf(read, signal), noStamp);
}

async function* bytesOf(
  { file, tailLines, follow, over, sleep }: LogFileRead,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const reader = new GrowingFile(file);
  const either = AbortSignal.any([signal, over]);
  for await (const chunk of reader.start(tailLines)) {
    if (signal.aborted) return;
    yield chunk;
  }
  for (;;) {
    // Asked before the reading, so that the last words are never missed.
    const isLast = !follow || over.aborted;
    let isQuiet = true;
    for await (const chunk of reader.rest()) {
      if (signal.aborted) return;
      isQuiet = false;
      yield chunk;
    }
    if (isLast || signal.aborted) return;
    if (isQuiet) await sleep(lookEvery, either);
  }
}

const blockSize = 64 * 1024;
const rememberedBytes = 64;
const lineBreak = Buffer.from('\n');

/** A file that somebody else appends to, and cuts after keeping its content as the older part. */
class GrowingFile {
  readonly #file: string;
  #offset = 0;
  /** What stands before the offset, by which a file that was cut is known. */
  #before: Buffer = Buffer.alloc(0);

  constructor(file: string) {
    this.#file = file;
  }

  /** Gives what is wanted of the older part, and finds where to begin. */
  async *start(tailLines: number | undefined): AsyncGenerator<Uint8Array> {
    const current = await openIfThere(this.#file);
    const wanted = tailLines ?? Number.POSITIVE_INFINITY;
    try {
      const tail = current && (await findTail(current, wanted));
      if (current !== undefined && tail !== undefined && tail.offset > 0) {
        await this.#remember(current, tail.offset);
        this.#offset = tail.offset;
      }
      const missing = tail?.missing ?? wanted;
      if (missing === 0) return;
      const older = await openIfThere(olderPartOf(this.#file));
      if (older === undefined) return;
      try {
        yield* readFrom(older, (await findTail(older, missing)).offset);
      } finally {
        await older.close();
      }
    } finally {
      await current?.close();
    }
  }

  /** Gives what has come since. */
  async *rest(): AsyncGenerator<Uint8Array> {
    const current = await openIfThere(this.#file);
    if (current === undefined) return;
    try {
      if ((await current.stat()).size === this.#offset) return;
      if (!(await this.#goesOnIn(current))) yield* this.#leaveCutFile();
      yield* this.#take(current);
    } finally {
      await current.close();
    }
  }

  // Reads the old content to its end, if it was kept, and begins anew.
  async *#leaveCutFile(): AsyncGenerator<Uint8Array> {
    const older = await openIfThere(olderPartOf(this.#file));
    try {
      if (older !== undefined && (await this.#goesOnIn(older))) yield* this.#take(older);
      // What comes next is not the end of this line.
      else if (this.#before.length > 0 && this.#before.at(-1) !== lineBreak[0]) yield lineBreak;
    } finally {
      await older?.close();
    }
    this.#offset = 0;
    this.#before = Buffer.alloc(0);
  }

  async *#take(handle: FileHandle): AsyncGenerator<Uint8Array> {
    for await (const chunk of readFrom(handle, this.#offset)) {
      this.#offset += chunk.length;
      this.#before = Buffer.concat([this.#before, chunk]).subarray(-rememberedBytes);
      yield chunk;
    }
  }

  async #goesOnIn(handle: FileHandle): Promise<boolean> {
    const { size } = await handle.stat();
    if (size < this.#offset) return false;
    const length = this.#before.length;
    const found = Buffer.alloc(length);
    await handle.read(found, 0, length, this.#offset - length);
    return found.equals(this.#before);
  }

  async #remember(handle: FileHandle, offset: number): Promise<void> {
    const length = Math.min(rememberedBytes, offset);
    this.#before = Buffer.alloc(length);
    await handle.read(this.#before, 0, length, offset - length);
  }
}

/** Reads to the end that a file has now: it may grow as fast as it is read. */
async function* readFrom(handle: FileHandle, offset: number): AsyncGenerator<Buffer> {
  const { size } = await handle.stat();
  let position = offset;
  while (position < size) {
    const block = Buffer.allocUnsafe(Math.min(blockSize, size - position));
    const { bytesRead } = await handle.read(block, 0, block.length, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield block.subarray(0, bytesRead);
  }
}
