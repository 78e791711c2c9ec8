import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type DebianArchive,
  type DebianPackage,
  openDebianArchive,
} from '../../../scripts/engine/debian-packages.ts';
import { cacheFolder } from '../cluster/cache-folder.ts';
import { ensurePackages } from '../cluster/ensure-packages.ts';
import { withExclusiveLock } from '../cluster/exclusive-lock.ts';
import { SERVER_PACKAGES } from './assemble-server-root.ts';
import {
  makeServerImage,
  SERVER_IMAGE_FILES,
  SERVER_IMAGE_NAME,
  serverImageRecipe,
} from './make-server-image.ts';
import type { DockerArchiveDigests } from './write-docker-archive.ts';

export interface ServerImage {
  /** Path of the archive, in the format of `docker save`. */
  archive: string;
  name: string;
  /** Folder with the image's content, to run its programs on this machine. */
  root: string;
  /** Debian version by package, dependencies included. */
  versions: Record<string, string>;
  /** llama.cpp's own version, e.g. `0.7.0`. */
  engineVersion: string;
  /** sha256 in hex of the archive, the image's configuration, its layer and every package file. */
  digests: DockerArchiveDigests & { packages: Record<string, string> };
}

// Which image is in use: `key` is its folder's name, `recipe` stands for the code that made it.
interface Current {
  key: string;
  recipe: string;
  checkedAt: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const KEEP_UNUSED_MS = 14 * DAY_MS;

/**
 * The image of the cluster under test: Debian unstable's llama-server with curl, a shell and an
 * unprivileged user. Made once per recipe and package versions, and kept in the cache folder. The
 * Debian mirror is asked for newer versions at most once a day; an image that is there does when
 * the mirror cannot be reached. Rejects where there is neither an image nor a Debian archive.
 */
export async function buildServerImage(): Promise<ServerImage> {
  return await withExclusiveLock('server-image', async () => {
    const recipe = await serverImageRecipe();
    const current = await readCurrent();
    if (current !== undefined && isFresh(current, recipe)) return await loadImage(current.key);
    const key = await checkedKey(recipe, current);
    await writeCurrent({ key, recipe, checkedAt: new Date().toISOString() });
    await removeUnused(key);
    return await loadImage(key);
  });
}

function isFresh(current: Current, recipe: string): boolean {
  return current.recipe === recipe && Date.now() - Date.parse(current.checkedAt) < DAY_MS;
}

async function checkedKey(recipe: string, current: Current | undefined): Promise<string> {
  try {
    return await keyOfNewest(recipe);
  } catch (error) {
    if (current === undefined) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    say(`the one of ${current.checkedAt} is used: ${reason}`);
    return current.key;
  }
}

async function keyOfNewest(recipe: string): Promise<string> {
  await ensurePackages(['debian-archive-keyring']);
  await mkdir(imagesFolder(), { recursive: true });
  const work = await mkdtemp(imagesFolder('building-'));
  try {
    say('reading the package lists of Debian unstable');
    const archive = await openDebianArchive(join(work, 'apt'));
    const packages = await archive.resolve(SERVER_PACKAGES);
    const key = keyOf(recipe, packages);
    if (!(await isBuilt(key))) await build({ work, key, archive, packages });
    return key;
  } finally {
    await rm(work, { recursive: true });
  }
}

function keyOf(recipe: string, packages: DebianPackage[]): string {
  const hash = createHash('sha256').update(recipe).update(JSON.stringify(packages));
  return hash.digest('hex').slice(0, 32);
}

interface Build {
  work: string;
  key: string;
  archive: DebianArchive;
  packages: DebianPackage[];
}

async function build({ work, key, archive, packages }: Build): Promise<void> {
  say(`downloading ${packages.length} packages`);
  const { files, digests } = await archive.download(SERVER_PACKAGES);
  say('unpacking and writing the archive');
  const folder = join(work, 'image');
  const written = await makeServerImage(files, folder);
  const versions = Object.fromEntries(packages.map(({ name, version }) => [name, version]));
  const facts = { versions, digests: { ...written, packages: digests } };
  await writeFile(join(folder, 'image.json'), `${JSON.stringify(facts, undefined, 2)}\n`);
  await rename(folder, imagesFolder(key));
  say(`llama.cpp ${engineVersionOf(versions)}, image ${written.image.slice(0, 12)}`);
}

async function loadImage(key: string): Promise<ServerImage> {
  const folder = imagesFolder(key);
  const facts: Pick<ServerImage, 'versions' | 'digests'> = JSON.parse(
    await readFile(join(folder, 'image.json'), 'utf8'),
  );
  return {
    archive: join(folder, SERVER_IMAGE_FILES.archive),
    name: SERVER_IMAGE_NAME,
    root: join(folder, SERVER_IMAGE_FILES.root),
    engineVersion: engineVersionOf(facts.versions),
    ...facts,
  };
}

// Debian's version is epoch:upstream+dfsg-revision.
function engineVersionOf(versions: Record<string, string>): string {
  const debian = versions['llama.cpp-tools'] ?? '';
  return debian.replace(/^\d+:/, '').replace(/[+-].*$/, '');
}

async function readCurrent(): Promise<Current | undefined> {
  const text = await readIfThere(imagesFolder('current.json'));
  if (text === undefined) return undefined;
  const current: Current = JSON.parse(text);
  return (await isBuilt(current.key)) ? current : undefined;
}

async function writeCurrent(current: Current): Promise<void> {
  const path = imagesFolder('current.json');
  await writeFile(`${path}.new`, `${JSON.stringify(current)}\n`);
  await rename(`${path}.new`, path);
}

// Another process may still read an image that has just been replaced, so age decides.
async function removeUnused(key: string): Promise<void> {
  for (const name of await readdir(imagesFolder())) {
    const { mtimeMs } = await stat(imagesFolder(name));
    if (name === key || Date.now() - mtimeMs < KEEP_UNUSED_MS) continue;
    await rm(imagesFolder(name), { recursive: true });
  }
}

async function isBuilt(key: string): Promise<boolean> {
  return (await readIfThere(imagesFolder(key, 'image.json'))) !== undefined;
}

function imagesFolder(...parts: string[]): string {
  return join(cacheFolder(), 'server-image', ...parts);
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function say(line: string): void {
  process.stderr.write(`server image: ${line}\n`);
}
