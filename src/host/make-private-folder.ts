import { chmod, lstat, mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { folderUnusable, lookAt, type OwnFolder } from './folder-unusable.ts';

const ownerOnly = 0o700;
const othersMayLook = 0o077;
const othersMayWrite = 0o022;

export interface Ownership extends Pick<OwnFolder, 'base'> {
  /** Whose it must be; by default this user's. */
  readonly user?: number | undefined;
}

/**
 * Makes a folder, and what is missing above it, for this user alone, and gives its path back. One
 * that exists must be this user's; that others may read it is put right, that they may write is
 * refused, because what lies in it may be theirs.
 */
export async function makePrivateFolder(
  folder: string,
  { base = 'state', user = process.getuid?.() }: Ownership = {},
): Promise<string> {
  try {
    await makeWithParents(folder);
    // A link that somebody else put there could lead anywhere.
    const [link, found] = [await lstat(folder), await stat(folder)];
    const stranger = [link.uid, found.uid].find((owner) => user !== undefined && owner !== user);
    if (stranger !== undefined) {
      throw unusable(folder, `it belongs to another user, the one with the number ${stranger}`);
    }
    if ((found.mode & othersMayWrite) !== 0) throw unusable(folder, 'other users may write to it');
    if ((found.mode & othersMayLook) !== 0) await chmod(folder, ownerOnly);
    return folder;
  } catch (error) {
    throw folderUnusable('use the folder', { path: folder, base }, error);
  }
}

// One by one: in /proc Node's own `recursive` never ends.
async function makeWithParents(folder: string): Promise<void> {
  if ((await tryToMake(folder)) === 'made') return;
  await makeWithParents(path.dirname(folder));
  if ((await tryToMake(folder)) === 'made') return;
  throw new Error('nothing can be made there');
}

async function tryToMake(folder: string): Promise<'made' | 'no parent'> {
  try {
    await mkdir(folder, { mode: ownerOnly });
    return 'made';
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' && path.dirname(folder) !== folder) return 'no parent';
    if (code !== 'EEXIST') throw error;
    if ((await stat(folder)).isDirectory()) return 'made';
    throw new Error('something else has its name');
  }
}

function unusable(folder: string, fact: string): LlmkubeError {
  return new LlmkubeError('FOLDER_UNUSABLE', `Cannot use the folder \`${folder}\`: ${fact}`, {
    facts: { path: folder },
    suggestions: [lookAt({ path: folder })],
  });
}
