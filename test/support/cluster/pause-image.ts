import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { writeDockerArchive } from '../images/write-docker-archive.ts';
import { sandboxRecipe } from './binary-recipes.ts';
import { buildBinaries } from './build-binaries.ts';
import { cacheFolder } from './cache-folder.ts';

/** The image of pods' first container. Tests use it too, where a pod has nothing to do. */
export const pauseImageName = 'llmkube.test/pause:1';

/** The archive of the pause image, packed once for each build of its program. */
export async function buildPauseImage(): Promise<string> {
  const binaries = await buildBinaries(sandboxRecipe);
  const folder = join(cacheFolder(), 'pause-image');
  const archive = join(folder, `${basename(binaries)}.tar`);
  if (existsSync(archive)) return archive;
  await mkdir(folder, { recursive: true });
  const root = await mkdtemp(`${archive}.root-`);
  await copyFile(join(binaries, 'pause'), join(root, 'pause'));
  await writeDockerArchive({
    root,
    name: pauseImageName,
    entrypoint: ['/pause'],
    user: '65535:65535',
    env: {},
    out: archive,
  });
  await rm(root, { recursive: true });
  return archive;
}
