import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { openDebianArchive } from './debian-packages.ts';

const PACKAGES = ['llama.cpp-tools'];

const MACHINE =
  process.arch === 'arm64'
    ? { triplet: 'aarch64-linux-gnu', loader: 'ld-linux-aarch64.so.1' }
    : { triplet: 'x86_64-linux-gnu', loader: 'ld-linux-x86-64.so.2' };

/**
 * Unpacks Debian's llama.cpp, with every library that it needs, into `folder`, in whose place it
 * appears at once and complete. Nothing is installed and no right is needed; the archive's signature
 * is checked. Gives back the program, which starts like any other `llama-server`.
 */
export async function unpackEngine(folder: string): Promise<string> {
  await mkdir(path.dirname(folder), { recursive: true, mode: 0o700 });
  const work = await mkdtemp(path.join(path.dirname(folder), 'unpacking-'));
  try {
    const archive = await openDebianArchive(path.join(work, 'apt'));
    const { files } = await archive.download(PACKAGES);
    const root = path.join(work, 'engine');
    await mkdir(root);
    // One after the other: packages share folders, and each is a matter of milliseconds.
    for (const file of files) await execa('dpkg-deb', ['--extract', file, root]);
    await writeFile(path.join(root, 'llama-server'), startScript(folder), { mode: 0o755 });
    await rm(folder, { recursive: true, force: true });
    await rename(root, folder);
    return path.join(folder, 'llama-server');
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * The program runs on its own loader and libraries, because those of the system may be older. ggml
 * looks for its backends in the working folder, and from there everything is found by paths that
 * hold nothing of the folder's own name, which may have any character in it.
 */
export function startScript(folder: string): string {
  const backends = path.join(folder, 'usr/lib', MACHINE.triplet, 'ggml/backends0');
  return [
    '#!/bin/sh',
    `cd -- ${quote(backends)} || exit 127`,
    `exec ../../${MACHINE.loader} --library-path ../..:../../llama ../../../../bin/llama-server "$@"`,
    '',
  ].join('\n');
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
