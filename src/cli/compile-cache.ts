import { mkdirSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';

/**
 * Lets Node keep the compiled form of what loads from here on, which saves a tenth of a command's
 * start. The folder is the user's alone: Node's own default lies where others may write.
 */
export function keepCompiledCode(version: string): void {
  const { XDG_CACHE_HOME, NODE_COMPILE_CACHE } = process.env;
  if (NODE_COMPILE_CACHE !== undefined) return;
  const caches = XDG_CACHE_HOME || path.join(homedir(), '.cache');
  // An empty home would put it wherever the command happens to run.
  if (!path.isAbsolute(caches)) return;
  const folders = [caches, path.join(caches, 'llmkube'), path.join(caches, 'llmkube', version)];
  try {
    // One by one: a home that does not exist is not made, and in /proc Node's `recursive` never ends.
    folders.forEach(makeFolder);
    enableCompileCache(folders.at(-1));
  } catch {
    // Without a home that can be written to, the program starts a little slower.
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIST') throw error;
  }
}
