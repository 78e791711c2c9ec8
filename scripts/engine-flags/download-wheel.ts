import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import type { PipProgram } from '../models/small-chat-model.ts';

// Whatever machine this is: those are the machines that the engines are built for.
const built = ['2014', '_2_28', '_2_31', '_2_34', '_2_35'];
const platforms = built.map((glibc) => `--platform=manylinux${glibc}_x86_64`);
const ours = ['--quiet', '--disable-pip-version-check', '--no-cache-dir', '--no-deps'];
const theirs = ['--only-binary=:all:', '--python-version=3.12', '--implementation=cp'];

/** Fetches one version of a package into a folder of its own, and tells the path. */
export async function downloadWheel(
  pip: PipProgram,
  requirement: string,
  folder: string,
): Promise<string> {
  const words = ['download', ...ours, ...theirs, ...platforms, '--dest', folder, requirement];
  await execa(pip.file, [...pip.args, ...words], { env: { ...pip.env } });
  const [file = ''] = await readdir(folder);
  return path.join(folder, file);
}
