import { open } from 'node:fs/promises';
import { systemCodeOf } from './folder-unusable.ts';

/** Writes a new file of this user that is on the disk, not only on its way, when it returns. */
export async function writeSyncedFile(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Has the names in a folder outlive a power failure. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    // Some file systems cannot do this for a folder; they write names in their own time.
    if (!/^(EINVAL|ENOTSUP|EPERM|EISDIR)$/.test(systemCodeOf(error) ?? '')) throw error;
  } finally {
    await handle.close();
  }
}
