import { access, constants, statfs } from 'node:fs/promises';
import { folderUnusable, type OwnFolder } from './folder-unusable.ts';
import { makePrivateFolder } from './make-private-folder.ts';

export interface FolderRoom {
  readonly path: string;
  /** What this user may still store on the disk of the folder. */
  readonly availableBytes: number;
}

/** Makes sure of a folder of this user and tells what room its disk has. */
export async function folderRoom({ path, base }: Required<OwnFolder>): Promise<FolderRoom> {
  await makePrivateFolder(path, { base });
  try {
    await access(path, constants.W_OK);
    const { bavail, bsize } = await statfs(path);
    return { path, availableBytes: bavail * bsize };
  } catch (error) {
    throw folderUnusable('write to the folder', { path, base }, error);
  }
}
