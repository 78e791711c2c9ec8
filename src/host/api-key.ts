import { randomBytes } from 'node:crypto';
import { link, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { systemCodeOf } from './folder-unusable.ts';

/** The key of the listener, made at the first call and kept for this user only. */
export async function ensureApiKey(file: string): Promise<string> {
  for (;;) {
    const key = await readApiKey(file);
    if (key !== undefined) {
      await sweep(file);
      return key;
    }
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
    // Somebody else was quicker, and may have swept already.
    const code = systemCodeOf(error);
    const isSwept = code === 'ENOENT' && (await readApiKey(file)) !== undefined;
    if (code !== 'EEXIST' && !isSwept) throw error;
  } finally {
    await rm(unfinished, { force: true });
  }
}

// What a maker that was killed has left: once there is a key nobody needs another one.
async function sweep(file: string): Promise<void> {
  const prefix = `${path.basename(file)}.`;
  const folder = path.dirname(file);
  for (const name of await readdir(folder)) {
    const rest = name.startsWith(prefix) ? name.slice(prefix.length) : '';
    if (/^[0-9a-f]{16}$/.test(rest)) await rm(path.join(folder, name), { force: true });
  }
}
