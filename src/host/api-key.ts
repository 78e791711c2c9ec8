import { randomBytes } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { systemCodeOf } from './folder-unusable.ts';

/** The key of the listener, made at the first call and kept for this user only. */
export async function ensureApiKey(file: string): Promise<string> {
  for (;;) {
    const key = await readApiKey(file);
    if (key !== undefined) return key;
    await makeKey(file);
  }
}

/** The key, if one was made; a file that holds none, as a full disk leaves it, is as good as no file. */
export async function readApiKey(file: string): Promise<string | undefined> {
  try {
    const key = (await readFile(file, 'utf8')).trim();
    return key === '' ? undefined : key;
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

// Written beside its place first: whoever finds the file finds the whole key in it.
async function makeKey(file: string): Promise<void> {
  const unfinished = `${file}.${randomBytes(8).toString('hex')}`;
  try {
    const key = randomBytes(32).toString('base64url');
    await writeFile(unfinished, `${key}\n`, { mode: 0o600, flag: 'wx' });
    if ((await readApiKey(file)) === undefined) await rm(file, { force: true });
    await link(unfinished, file);
  } catch (error) {
    // Somebody else was quicker.
    if (systemCodeOf(error) !== 'EEXIST') throw error;
  } finally {
    await rm(unfinished, { force: true });
  }
}
