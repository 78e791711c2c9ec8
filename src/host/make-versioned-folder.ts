import { mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { systemCodeOf } from './folder-unusable.ts';
import { makePrivateFolder } from './make-private-folder.ts';
import { syncFolder, writeSyncedFile } from './synced-files.ts';

const prefix = '.new-';
const oldMs = 3_600_000;

/**
 * Makes a folder that from its first moment on holds one empty file, or leaves the one that is
 * there: a folder with something in it is never replaced, so of several makers one succeeds.
 */
export async function makeVersionedFolder(place: string, firstFile: string): Promise<void> {
  const parent = await makePrivateFolder(path.dirname(place));
  const fresh = await mkdtemp(path.join(parent, prefix));
  try {
    await writeSyncedFile(path.join(fresh, firstFile), '');
    await syncFolder(fresh);
    await sweepUnfinishedFolders(parent, fresh);
    await rename(fresh, place);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    if (!/^(ENOTEMPTY|EEXIST)$/.test(systemCodeOf(error) ?? '')) throw error;
  }
  await syncFolder(parent);
}

/**
 * Removes the folders of makers that died, which are older than `fresh` by far. Both times are the
 * disk's own, so no clock is asked.
 */
export async function sweepUnfinishedFolders(parent: string, fresh: string): Promise<void> {
  const { mtimeMs: now } = await stat(fresh);
  for (const name of await readdir(parent)) {
    if (!name.startsWith(prefix)) continue;
    const folder = path.join(parent, name);
    const left = await stat(folder).catch(nothingIfGone);
    if (left !== undefined && now - left.mtimeMs > oldMs) {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

function nothingIfGone(error: unknown): undefined {
  if (systemCodeOf(error) !== 'ENOENT') throw error;
}
