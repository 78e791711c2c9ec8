import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { openDebianArchive } from '../engine/debian-packages.ts';
import type { PipProgram } from './small-chat-model.ts';

const ofPython: PipProgram = { file: 'python3', args: ['-m', 'pip'] };

/**
 * The pip of this machine or, where its Python has none, Debian's, unpacked into `work` and
 * installed nowhere. Rejects without Python, and where there is no Debian archive either.
 */
export async function findPip(work: string): Promise<PipProgram> {
  if (await runs(ofPython)) return ofPython;
  const archive = await openDebianArchive(path.join(work, 'apt'));
  const { files } = await archive.download(['python3-pip']);
  const root = path.join(work, 'pip');
  await mkdir(root);
  const isPip = (file: string) => path.basename(file).startsWith('python3-pip_');
  for (const file of files.filter(isPip)) await execa('dpkg-deb', ['--extract', file, root]);
  const unpacked = {
    ...ofPython,
    env: { PYTHONPATH: path.join(root, 'usr/lib/python3/dist-packages') },
  };
  if (await runs(unpacked)) return unpacked;
  throw new Error('this Python has no pip, and does not run the one of Debian');
}

async function runs({ file, args, env = {} }: PipProgram): Promise<boolean> {
  const { failed } = await execa(file, [...args, '--version'], { env, reject: false });
  return !failed;
}
