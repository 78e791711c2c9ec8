import { createHash } from 'node:crypto';
import { type DockerArchiveContent, readDockerArchive } from '../images/read-docker-archive.ts';

export interface PushOptions {
  /**
   * Pushes an index with this one image instead of the image itself. Container engines choose from
   * an index by platform and refuse one that has nothing for theirs.
   */
  asIndex?: boolean;
}

export interface PushedImage {
  repository: string;
  tag: string;
  /** `sha256:...` of what the tag names. */
  digest: string;
}

export interface Push extends PushOptions {
  archive: string;
  name: string;
}

interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
}

const OCI = 'application/vnd.oci.image';
const MEDIA_TYPE = {
  config: `${OCI}.config.v1+json`,
  layer: `${OCI}.layer.v1.tar`,
  manifest: `${OCI}.manifest.v1+json`,
  index: `${OCI}.index.v1+json`,
};

/** Pushes a docker archive by the distribution API, with its layers as they are. */
export async function pushImage(registry: string, push: Push): Promise<PushedImage> {
  const [repository = '', tag = 'latest'] = push.name.split(':');
  const base = `${registry}/v2/${repository}`;
  const content = marked(await readDockerArchive(push.archive), push.name);
  const manifest = Buffer.from(JSON.stringify(await pushBlobs(base, content)));
  if (!push.asIndex) {
    const pushed = await putManifest(base, {
      reference: tag,
      mediaType: MEDIA_TYPE.manifest,
      bytes: manifest,
    });
    return { repository, tag, digest: pushed };
  }
  const image = describe(MEDIA_TYPE.manifest, manifest);
  await putManifest(base, {
    reference: image.digest,
    mediaType: MEDIA_TYPE.manifest,
    bytes: manifest,
  });
  const index = Buffer.from(JSON.stringify(indexOf(image, content.config)));
  return {
    repository,
    tag,
    digest: await putManifest(base, { reference: tag, mediaType: MEDIA_TYPE.index, bytes: index }),
  };
}

// Where a node has pulled an image, the kubelet lets no pod without its pull secret use the same
// image under another name, imported ones included. The mark makes it another image.
function marked(content: DockerArchiveContent, name: string): DockerArchiveContent {
  const config = JSON.parse(content.config.toString());
  config.config.Labels = { 'llmkube.test/pushed-as': name };
  return { ...content, config: Buffer.from(JSON.stringify(config)) };
}

async function pushBlobs(base: string, { config, layers }: DockerArchiveContent) {
  const manifest = {
    schemaVersion: 2,
    mediaType: MEDIA_TYPE.manifest,
    config: describe(MEDIA_TYPE.config, config),
    layers: layers.map((layer) => describe(MEDIA_TYPE.layer, layer)),
  };
  for (const blob of [config, ...layers]) await pushBlob(base, blob);
  return manifest;
}

function describe(mediaType: string, bytes: Buffer): Descriptor {
  return { mediaType, digest: digestOf(bytes), size: bytes.length };
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

function indexOf(image: Descriptor, config: Buffer): object {
  const { architecture, os } = JSON.parse(config.toString());
  return {
    schemaVersion: 2,
    mediaType: MEDIA_TYPE.index,
    manifests: [{ ...image, platform: { architecture, os } }],
  };
}

async function pushBlob(base: string, blob: Buffer): Promise<void> {
  const begun = await expectStatus(202, `${base}/blobs/uploads/`, { method: 'POST' });
  const location = new URL(begun.headers.get('location') ?? '', base);
  location.searchParams.set('digest', digestOf(blob));
  await expectStatus(201, location, {
    method: 'PUT',
    headers: { 'content-type': 'application/octet-stream' },
    body: new Uint8Array(blob),
  });
}

interface PutManifest {
  reference: string;
  mediaType: string;
  bytes: Buffer;
}

async function putManifest(base: string, { reference, mediaType, bytes }: PutManifest) {
  await expectStatus(201, `${base}/manifests/${reference}`, {
    method: 'PUT',
    headers: { 'content-type': mediaType },
    body: new Uint8Array(bytes),
  });
  return digestOf(bytes);
}

async function expectStatus(status: number, url: string | URL, init: RequestInit) {
  const answer = await fetch(url, init);
  const body = await answer.text();
  if (answer.status === status) return answer;
  throw new Error(`${init.method} ${url} answered ${answer.status}: ${body}`);
}
