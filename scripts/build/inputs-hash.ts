import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Everything the bundle is made from: a change in any of them makes it stale. */
const INPUTS = ['src', 'scripts/build', 'scripts/build.ts', 'package.json', 'package-lock.json'];
const HASH_FILE = 'inputs.sha256';

/** One hash over names and contents of all inputs of the build. */
export async function inputsHash(root: string): Promise<string> {
  const lists = await Promise.all(INPUTS.map((input) => filesBelow(path.join(root, input))));
  const hash = createHash('sha256');
  for (const file of lists.flat().sort()) {
    const bytes = await readFile(file);
    hash.update(`${path.relative(root, file)}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}

/** True when the folder was built from inputs with this hash, to its end. */
export async function isUpToDate(dist: string, hash: string): Promise<boolean> {
  const built = await readFile(path.join(dist, HASH_FILE), 'utf8').catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  return built === hash;
}

export async function recordInputs(folder: string, hash: string): Promise<void> {
  await writeFile(path.join(folder, HASH_FILE), hash);
}

async function filesBelow(input: string): Promise<string[]> {
  const entries = await readdir(input, { recursive: true, withFileTypes: true }).catch(
    (error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return undefined;
      throw error;
    },
  );
  if (entries === undefined) return [input];
  return entries.filter((e) => e.isFile()).map((e) => path.join(e.parentPath, e.name));
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
