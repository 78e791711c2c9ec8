import { list } from 'tar';

export interface DockerArchiveContent {
  name: string;
  config: Buffer;
  /** Uncompressed tars, lowest first. */
  layers: Buffer[];
}

/** Reads an archive with one image, as `writeDockerArchive` makes it, into memory. */
export async function readDockerArchive(archive: string): Promise<DockerArchiveContent> {
  const files = await filesOf(archive);
  const fileOf = (path: string) => {
    const bytes = files.get(path);
    if (bytes === undefined) throw new Error(`${archive} lacks ${path}`);
    return bytes;
  };
  const [image] = JSON.parse(fileOf('manifest.json').toString());
  return {
    name: image.RepoTags[0],
    config: fileOf(image.Config),
    layers: image.Layers.map(fileOf),
  };
}

async function filesOf(archive: string): Promise<Map<string, Buffer>> {
  const reading: Promise<[string, Buffer]>[] = [];
  await list({
    file: archive,
    onReadEntry: (entry) => {
      reading.push(entry.concat().then((bytes) => [entry.path, Buffer.from(bytes)]));
    },
  });
  return new Map(await Promise.all(reading));
}
