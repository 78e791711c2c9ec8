import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';

/** A program that started before the build may still load its old chunks for this long. */
const CHUNK_GRACE_MS = 60 * 60 * 1000;

/**
 * Moves a finished build into dist/ file by file, each in one step, so that neither a program that
 * runs from there nor a second build at the same time ever sees half a file. Chunks are named by
 * their content and go first; what an earlier build left and this one lacks is removed.
 */
export async function publish(folder: string, dist: string): Promise<void> {
  const fresh = await filesBelow(folder);
  for (const file of fresh.toSorted(chunksFirstHashLast)) {
    await mkdir(path.dirname(path.join(dist, file)), { recursive: true });
    await rename(path.join(folder, file), path.join(dist, file));
  }
  const known = new Set(fresh);
  for (const file of await filesBelow(dist)) {
    if (!known.has(file) && (await isStale(path.join(dist, file)))) await rm(path.join(dist, file));
  }
}

function chunksFirstHashLast(a: string, b: string): number {
  return rank(a) - rank(b);
}

function rank(file: string): number {
  if (file.startsWith('chunks')) return 0;
  return file.endsWith('.sha256') ? 2 : 1;
}

async function isStale(file: string): Promise<boolean> {
  const isKeptAWhile = /[\\/](chunks|\.next-[^\\/]*)[\\/]/.test(file);
  if (!isKeptAWhile) return true;
  return Date.now() - (await stat(file)).mtimeMs > CHUNK_GRACE_MS;
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
}
