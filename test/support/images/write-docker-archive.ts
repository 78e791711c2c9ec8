import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeTar } from './write-tar.ts';

export type ImageArchitecture = 'amd64' | 'arm64';

export interface DockerArchive {
  /** Folder that becomes the image's only layer, owned by root in the image. */
  root: string;
  /** Full name with tag, e.g. `docker.io/library/llama-server:test`. */
  name: string;
  entrypoint: string[];
  /** `uid:gid`; Kubernetes' runAsNonRoot can judge only numbers. */
  user: string;
  env: Record<string, string>;
  /** File to write; an archive that is there is replaced at once. */
  out: string;
  /** This machine's architecture if absent; another one makes an image of the wrong platform. */
  architecture?: ImageArchitecture;
}

/** sha256 in hex. `image` is that of the configuration, which containers engines call image id. */
export interface DockerArchiveDigests {
  archive: string;
  image: string;
  layer: string;
}

/**
 * Writes one folder as an image in the format of `docker save`, which `ctr images import` reads.
 * The same input gives the same bytes, hence the same digests.
 */
export async function writeDockerArchive(archive: DockerArchive): Promise<DockerArchiveDigests> {
  const work = await mkdtemp(`${archive.out}.writing-`);
  try {
    const content = join(work, 'content');
    const layer = await writeLayer(archive.root, content);
    const config = JSON.stringify(configOf(archive, layer));
    const image = createHash('sha256').update(config).digest('hex');
    const manifest = [
      { Config: `${image}.json`, RepoTags: [archive.name], Layers: [`${layer}.tar`] },
    ];
    await writeReadable(join(content, `${image}.json`), config);
    await writeReadable(join(content, 'manifest.json'), JSON.stringify(manifest));
    const written = await writeTar(content, join(work, 'archive.tar'));
    await rename(join(work, 'archive.tar'), archive.out);
    return { archive: written, image, layer };
  } finally {
    await rm(work, { recursive: true });
  }
}

// Permissions are set again after writing because the umask of the process has cut them.
async function writeLayer(root: string, content: string): Promise<string> {
  await mkdir(content);
  const layer = await writeTar(root, join(content, 'layer.tar'));
  await rename(join(content, 'layer.tar'), join(content, `${layer}.tar`));
  await chmod(join(content, `${layer}.tar`), 0o644);
  return layer;
}

async function writeReadable(path: string, text: string): Promise<void> {
  await writeFile(path, text);
  await chmod(path, 0o644);
}

function configOf(archive: DockerArchive, layer: string): object {
  const created = new Date(0).toISOString();
  return {
    architecture: archive.architecture ?? imageArchitecture(),
    os: 'linux',
    created,
    config: {
      User: archive.user,
      Env: Object.entries(archive.env).map(([name, value]) => `${name}=${value}`),
      Entrypoint: archive.entrypoint,
      WorkingDir: '/',
    },
    rootfs: { type: 'layers', diff_ids: [`sha256:${layer}`] },
    history: [{ created, created_by: 'write-docker-archive' }],
  };
}

/** The architecture that images for this machine name. */
export function imageArchitecture(): ImageArchitecture {
  return process.arch === 'arm64' ? 'arm64' : 'amd64';
}
