import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream, type Stats, type WriteStream } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { Header, Pax } from 'tar';

const BLOCK = 512;
const EPOCH = new Date(0);
const PERMISSIONS = 0o7777;

/**
 * Writes everything below `folder` as a tar whose bytes depend only on names, contents, permissions
 * and link targets: sorted entries, owner 0, time 0. Resolves to the sha256 of the file written.
 *
 * `tar.create` in its portable mode is nearly this, but takes the write bits off a shared /tmp.
 */
export async function writeTar(folder: string, out: string): Promise<string> {
  const file = createWriteStream(out);
  const hash = createHash('sha256');
  const write = (bytes: Buffer) => writeBoth(file, hash, bytes);
  for (const path of await sortedPaths(folder)) await writeEntry(folder, path, write);
  await write(Buffer.alloc(2 * BLOCK));
  file.end();
  await finished(file);
  return hash.digest('hex');
}

// Not readdir's recursive option: that one walks through links to folders.
async function sortedPaths(folder: string, below = ''): Promise<string[]> {
  const paths: string[] = [];
  for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
    const path = join(below, entry.name);
    paths.push(path, ...(entry.isDirectory() ? await sortedPaths(folder, path) : []));
  }
  return below === '' ? paths.sort(byBytes) : paths;
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

async function writeEntry(
  folder: string,
  path: string,
  write: (bytes: Buffer) => Promise<void>,
): Promise<void> {
  const absolute = join(folder, path);
  const stats = await lstat(absolute);
  const type = typeOf(stats);
  if (type === undefined) throw new Error(`${path} is no file, folder or link`);
  const size = type === 'File' ? stats.size : 0;
  const entry = {
    path: type === 'Directory' ? `${path}/` : path,
    ...(type === 'SymbolicLink' ? { linkpath: await readlink(absolute) } : {}),
    mode: type === 'SymbolicLink' ? 0o777 : stats.mode & PERMISSIONS,
    uid: 0,
    gid: 0,
    size,
    mtime: EPOCH,
    type,
  };
  const header = new Header(entry);
  const tooLongForHeader = header.encode();
  if (tooLongForHeader) await write(new Pax(entry).encode());
  if (header.block !== undefined) await write(header.block);
  if (size === 0) return;
  for await (const bytes of createReadStream(absolute)) await write(bytes);
  await write(Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK));
}

function typeOf(stats: Stats): 'File' | 'Directory' | 'SymbolicLink' | undefined {
  if (stats.isFile()) return 'File';
  if (stats.isDirectory()) return 'Directory';
  return stats.isSymbolicLink() ? 'SymbolicLink' : undefined;
}

async function writeBoth(
  file: WriteStream,
  hash: ReturnType<typeof createHash>,
  bytes: Buffer,
): Promise<void> {
  if (bytes.length === 0) return;
  hash.update(bytes);
  if (!file.write(bytes)) await once(file, 'drain');
}
