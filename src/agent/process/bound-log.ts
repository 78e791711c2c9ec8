import { fstatSync, readSync, truncateSync, writeSync } from 'node:fs';
import { type FileHandle, open, rename, rm, stat, truncate } from 'node:fs/promises';
import { olderPartOf } from '../../core/agent-protocol/engine-run.ts';
import { describeCause } from '../../errors/describe-cause.ts';
import type { EngineWorld } from './engine-world.ts';

/** A log that has grown to this is cut; what it held is kept once. */
export const logLimit = 10 * 1024 * 1024;

// Engines that nobody asks write nothing, and whoever looks for that all the time is not idle.
const longestPause = 2_000;
const shortestPause = 20;

/**
 * Keeps the log of a running engine small, until `signal` ends it. The engine has the file open
 * and is never told: its content is copied to the older part and the file is cut to nothing. A
 * log holds at most `logLimit`, three times that in its older part, and what is written between two
 * looks. Looks come more often the faster it grows.
 */
export async function boundLog(
  file: string,
  { clock, say }: Pick<EngineWorld, 'clock' | 'say'>,
  signal: AbortSignal,
): Promise<void> {
  let before = 0;
  let pause = shortestPause;
  while (!signal.aborted) {
    await clock.sleep(pause, signal);
    const size = await sizeOf(file);
    const isOver = size > logLimit;
    if (isOver) await cut(file, size, say);
    pause = isOver ? shortestPause : pauseFor(size, (size - before) / pause, 2 * pause);
    before = isOver ? 0 : size;
  }
}

// Half of the time that is left at this speed, in bytes a millisecond.
function pauseFor(size: number, speed: number, most: number): number {
  const left = speed > 0 ? (logLimit - size) / speed / 2 : longestPause;
  return Math.min(Math.max(left, shortestPause), most, longestPause);
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch {
    // It was removed with its release while the engine ends.
    return 0;
  }
}

async function cut(file: string, size: number, say: EngineWorld['say']): Promise<void> {
  const unfinished = `${olderPartOf(file)}.new`;
  try {
    const lost = await moveEnd(file, size, unfinished);
    if (lost > 0) say('lines of a log are lost', { file, bytes: lost });
  } catch (error) {
    // On a full disk the room counts for more than the lines.
    say('lines of a log are lost', { file, cause: describeCause(error) });
    await rm(unfinished, { force: true });
    await truncate(file);
  }
}

const blockSize = 256 * 1024;

/** Moves all or, of too much, the last part from the start of a line; tells what that loses. */
async function moveEnd(file: string, size: number, unfinished: string): Promise<number> {
  const source = await open(file, 'r');
  const target = await open(unfinished, 'w', 0o600).catch(async (error: unknown) => {
    await source.close();
    throw error;
  });
  try {
    const start = size <= 2 * logLimit ? 0 : await lineStart(source, size - logLimit);
    const block = Buffer.allocUnsafe(blockSize);
    let position = start;
    let count = blockSize;
    while (position < size && count > 0) {
      count = (await source.read(block, 0, blockSize, position)).bytesRead;
      await target.writeFile(block.subarray(0, count));
      position += count;
    }
    // The file that this replaces takes its time to go.
    await rename(unfinished, olderPartOf(file));
    // From here on nothing else runs, so that hardly anything is written before the cut. What
    // came meanwhile comes along; in a flood the newest of it tells most.
    const skipped = Math.max(0, fstatSync(source.fd).size - logLimit - position);
    position += skipped;
    const end = position + 2 * logLimit;
    do {
      count = readSync(source.fd, block, 0, blockSize, position);
      writeSync(target.fd, block, 0, count);
      position += count;
    } while (count === blockSize && position < end);
    const unread = fstatSync(source.fd).size - position;
    truncateSync(file);
    return start + skipped + unread;
  } finally {
    await Promise.all([source.close(), target.close()]);
  }
}

async function lineStart(source: FileHandle, position: number): Promise<number> {
  const block = Buffer.allocUnsafe(blockSize);
  const { bytesRead } = await source.read(block, 0, blockSize, position);
  // Without a line break in so much the middle of a line is as good.
  return position + block.subarray(0, bytesRead).indexOf('\n') + 1;
}
