import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assembleServerRoot, SERVER_USER } from './assemble-server-root.ts';
import { type DockerArchiveDigests, writeDockerArchive } from './write-docker-archive.ts';

export const SERVER_IMAGE_NAME = 'docker.io/library/llama-server:test';

/** Names inside the folder that `makeServerImage` fills. */
export const SERVER_IMAGE_FILES = { archive: 'archive.tar', root: 'root' };

// A change of any of these makes another image of the same packages.
const RECIPE_FILES = [
  'assemble-server-root.ts',
  'make-server-image.ts',
  'write-docker-archive.ts',
  'write-tar.ts',
];

/** Unpacks Debian package files into the image's root and writes its archive, both in `folder`. */
export async function makeServerImage(
  packageFiles: string[],
  folder: string,
): Promise<DockerArchiveDigests> {
  const root = join(folder, SERVER_IMAGE_FILES.root);
  await mkdir(root, { recursive: true });
  await assembleServerRoot(packageFiles, root);
  return await writeDockerArchive({
    root,
    name: SERVER_IMAGE_NAME,
    entrypoint: ['/usr/bin/llama-server'],
    user: `${SERVER_USER.uid}:${SERVER_USER.gid}`,
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    out: join(folder, SERVER_IMAGE_FILES.archive),
  });
}

/** Stands for the code that turns packages into the image, on this architecture. */
export async function serverImageRecipe(): Promise<string> {
  const hash = createHash('sha256').update(process.arch);
  for (const file of RECIPE_FILES) hash.update(await readFile(join(import.meta.dirname, file)));
  return hash.digest('hex');
}
