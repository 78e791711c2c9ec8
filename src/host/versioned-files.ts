import { randomBytes } from 'node:crypto';
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { folderUnusable, systemCodeOf } from './folder-unusable.ts';
import { makeVersionedFolder } from './make-versioned-folder.ts';
import { keepSpareRoom, withSpareRoom } from './spare-room.ts';
import { syncFolder, writeSyncedFile } from './synced-files.ts';

/** Texts by name, each of which is replaced only by who has seen its newest version. */
export interface VersionedFiles {
  readonly folder: string;
  read(name: string): Promise<StoredText | undefined>;
  /** Writes the text if `version` is the newest one; none: if there is no text of that name. */
  write(name: string, text: string, version: string | undefined): Promise<WriteOutcome>;
  /** A text that is gone counts as removed. It needs no space, so a full disk can be emptied. */
  remove(name: string, version: string): Promise<'removed' | 'changed'>;
  /** Sorted by name. */
  list(): Promise<readonly NamedText[]>;
  /** `NAME/VERSION` of each name that ever was, removed ones too, without the texts; sorted. */
  versions(): Promise<readonly string[]>;
}

export interface StoredText {
  /** Never the same twice, also not for a name that was removed in between. */
  readonly version: string;
  readonly text: string;
}

export interface NamedText extends StoredText {
  readonly name: string;
}

export type WriteOutcome =
  | { readonly kind: 'committed'; readonly version: string }
  | { readonly kind: 'changed' };

/**
 * Versioned files in a folder, safe between processes that may be killed at any moment, without a
 * lock that a dead one would leave behind. Each name is a folder that always holds exactly one
 * marker, `NUMBER.ID.now` or `.gone`, which says what is newest; the text lies beside it in
 * `NUMBER.ID.json`. A write puts its text there first and then renames the marker that it has
 * seen: the system lets exactly one such rename succeed, and a marker's name never comes back.
 * Spare room lets a few texts be written when the disk is full.
 */
export function openVersionedFiles(folder: string): VersionedFiles {
  const use = async <T>(what: string, name: string, work: Work<T>): Promise<T> =>
    await guard(what, path.join(folder, checkName(name)), work);
  return {
    folder,
    read: (name) => use('read', name, readNewest),
    write: (name, text, version) => use('write to', name, (place) => write(place, text, version)),
    remove: (name, version) => use('write to', name, (place) => remove(place, version)),
    list: () => guard('read', folder, readAll),
    versions: () => guard('read', folder, readVersions),
  };
}

type Work<T> = (place: string) => Promise<T>;

interface Marker {
  readonly number: number;
  readonly id: string;
  readonly isGone: boolean;
}

async function readNewest(place: string): Promise<StoredText | undefined> {
  for (let seen: string | undefined; ; ) {
    const marker = await findMarker(place);
    if (marker === undefined || marker.isGone) return undefined;
    const version = versionOf(marker);
    try {
      return { version, text: await readFile(textFile(place, version), 'utf8') };
    } catch (error) {
      // A text goes only after its marker has moved on; a marker that stays has lost its text.
      if (systemCodeOf(error) !== 'ENOENT' || version === seen) throw error;
      seen = version;
    }
  }
}

async function write(
  place: string,
  text: string,
  version: string | undefined,
): Promise<WriteOutcome> {
  const marker = (await findMarker(place)) ?? (await begin(place));
  const present = marker.isGone ? undefined : versionOf(marker);
  if (present !== version) return { kind: 'changed' };
  const next = following(marker, false);
  const file = textFile(place, versionOf(next));
  const folder = path.dirname(place);
  try {
    await withSpareRoom(folder, async () => {
      await rm(file, { force: true });
      await writeSyncedFile(file, text);
    });
    if (!(await move(place, marker, next))) {
      await rm(file, { force: true });
      return { kind: 'changed' };
    }
  } catch (error) {
    await rm(file, { force: true });
    await keepSpareRoom(folder);
    throw error;
  }
  await sweep(place, next);
  await keepSpareRoom(folder);
  return { kind: 'committed', version: versionOf(next) };
}

async function remove(place: string, version: string): Promise<'removed' | 'changed'> {
  const marker = await findMarker(place);
  if (marker === undefined || marker.isGone) return 'removed';
  if (versionOf(marker) !== version) return 'changed';
  const next = following(marker, true);
  // Who was quicker may have removed it too.
  if (!(await move(place, marker, next))) return await remove(place, version);
  await sweep(place, next);
  return 'removed';
}

async function readAll(folder: string): Promise<readonly NamedText[]> {
  const found: NamedText[] = [];
  for (const name of await namesIn(folder)) {
    const stored = await readNewest(path.join(folder, name));
    if (stored !== undefined) found.push({ name, ...stored });
  }
  return found;
}

async function readVersions(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of await namesIn(folder)) {
    const marker = await findMarker(path.join(folder, name));
    if (marker !== undefined) found.push(`${name}/${versionOf(marker)}`);
  }
  return found;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(nothingIfAbsent);
  const folders = entries.filter((entry) => entry.isDirectory());
  return folders
    .map(({ name }) => name)
    .filter((name) => releaseName.test(name))
    .sort();
}

// A file system may list a folder in several steps and miss a marker that is renamed meanwhile.
const mostLooks = 3;

async function findMarker(place: string): Promise<Marker | undefined> {
  for (let looks = 1; ; looks += 1) {
    const files = await readdir(place).catch(nothingIfAbsent);
    const markers = files.flatMap((file) => parseMarker(file) ?? []);
    const [newest] = markers.toSorted((one, other) => other.number - one.number);
    if (newest !== undefined || files.length === 0 || looks === mostLooks) return newest;
  }
}

async function begin(place: string): Promise<Marker> {
  await makeVersionedFolder(place, fileOf({ number: 0, id: newId(), isGone: true }));
  const marker = await findMarker(place);
  if (marker === undefined) throw new Error('it holds files that are not of llmkube');
  return marker;
}

async function move(place: string, from: Marker, to: Marker): Promise<boolean> {
  try {
    await rename(path.join(place, fileOf(from)), path.join(place, fileOf(to)));
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return false;
    throw error;
  }
  await syncFolder(place);
  return true;
}

/** Clears what older versions and writers that failed or died have left. */
async function sweep(place: string, newest: Marker): Promise<void> {
  // No writer needs a text of this number or a lower one: what it was to follow is not newest.
  const files = (await readdir(place)).filter((file) => {
    const version = /^(\d+)\.[0-9a-f]+\.json$/.exec(file);
    return version !== null && Number(version[1]) <= newest.number;
  });
  const kept = newest.isGone ? '' : `${versionOf(newest)}.json`;
  const stale = files.filter((file) => file !== kept);
  // The version is committed; what cannot be cleared now, the next writer clears.
  await Promise.allSettled(stale.map((file) => rm(path.join(place, file), { force: true })));
}

function following({ number }: Marker, isGone: boolean): Marker {
  return { number: number + 1, id: newId(), isGone };
}

function newId(): string {
  return randomBytes(8).toString('hex');
}

function versionOf({ number, id }: Marker): string {
  return `${number}.${id}`;
}

function fileOf(marker: Marker): string {
  return `${versionOf(marker)}.${marker.isGone ? 'gone' : 'now'}`;
}

function parseMarker(file: string): Marker | undefined {
  const [, number, id = '', state] = /^(\d+)\.([0-9a-f]{16})\.(now|gone)$/.exec(file) ?? [];
  return number === undefined
    ? undefined
    : { number: Number(number), id, isGone: state === 'gone' };
}

function textFile(place: string, version: string): string {
  return path.join(place, `${version}.json`);
}

// Names become paths: nothing but what a release can be called gets through.
const releaseName = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;

function checkName(name: string): string {
  if (releaseName.test(name)) return name;
  throw new LlmkubeError('INTERNAL', `Cannot keep \`${name}\` in a file: it is no release's name`, {
    facts: { name },
  });
}

function nothingIfAbsent(error: unknown): [] {
  if (systemCodeOf(error) === 'ENOENT') return [];
  throw error;
}

async function guard<T>(what: string, place: string, work: Work<T>): Promise<T> {
  try {
    return await work(place);
  } catch (error) {
    throw folderUnusable(what, place, error);
  }
}
