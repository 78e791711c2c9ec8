import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { systemCodeOf } from './folder-unusable.ts';

/** Enough for any text of ours. */
const spareBytes = 32 * 1024;

/**
 * Does work that writes in a folder. On a full disk the folder's spare room is given up and the
 * work is done again, so it must be one that may be.
 */
export async function withSpareRoom<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!/^(ENOSPC|EDQUOT)$/.test(systemCodeOf(error) ?? '')) throw error;
    await rm(spareOf(folder), { force: true });
    return await work();
  }
}

/** Has room in a folder that is taken and can be given up, or as much of it as there is. */
export async function keepSpareRoom(folder: string): Promise<void> {
  try {
    const spare = await open(spareOf(folder), 'a', 0o600);
    try {
      const missing = spareBytes - (await spare.stat()).size;
      // File systems take room for what is written, not for a length.
      if (missing > 0) await spare.appendFile(Buffer.alloc(missing));
    } finally {
      await spare.close();
    }
  } catch {
    // What was to be written is. A disk that is full has less in reserve, or none.
  }
}

// No name of a release begins so.
function spareOf(folder: string): string {
  return path.join(folder, '.spare');
}
