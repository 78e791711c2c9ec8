import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { imageArchitecture, writeDockerArchive } from './write-docker-archive.ts';

/** Writes an image for a processor that this machine does not have; gives back its archive. */
export async function writeOtherPlatformArchive(folder: string): Promise<string> {
  const root = join(folder, 'root');
  await mkdir(root, { recursive: true });
  await writeFile(join(root, 'program'), 'a program for another processor');
  await chmod(join(root, 'program'), 0o755);
  const out = join(folder, 'other.tar');
  await writeDockerArchive({
    root,
    name: 'docker.io/library/other:test',
    entrypoint: ['/program'],
    user: '10001:10001',
    env: {},
    architecture: imageArchitecture() === 'amd64' ? 'arm64' : 'amd64',
    out,
  });
  return out;
}
