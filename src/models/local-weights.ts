import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { mostTextBytes, type WeightsFolder } from './weights-folder.ts';

/** The folder of a model on this machine, or one file of weights with what lies beside it. */
export async function localWeights(asked: string): Promise<WeightsFolder> {
  const isFile = asked.endsWith('.safetensors');
  const folder = isFile ? path.dirname(asked) : asked;
  const names = isFile ? [path.basename(asked)] : await readdir(folder);
  return {
    names,
    placeOf: (name) => ({ kind: 'file', path: path.join(folder, name) }),
    text: (name) => textOf(path.join(folder, name)),
  };
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = await handle.stat();
      if (!stats.isFile() || stats.size > mostTextBytes) return undefined;
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (error) {
    // A file that is missing says as much as one that has nothing.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
