import { access, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { cacheSuffixes } from '../../core/cache-layout.ts';
import { ifThere, inCache } from './cache-trouble.ts';
import { forgetPart } from './part.ts';
import type { Places } from './places.ts';

/** How many bytes are there when the marker says that the file is whole and is the wanted one. */
export async function cachedBytes(
  { target, marker }: Places,
  sha256: string | undefined,
): Promise<number | undefined> {
  return inCache(async () => {
    const text = await ifThere(() => readFile(marker, 'utf8'));
    const file = await ifThere(() => stat(target));
    if (text === undefined || file?.isFile() !== true) return undefined;
    const [bytes = '', sum] = text.trim().split(' ');
    if (String(file.size) !== bytes || (sha256 !== undefined && sum !== sha256)) return undefined;
    return file.size;
  });
}

/** Takes the longest part that any download of the file has left, and removes the others. */
export async function adoptParts({ folder, target, part }: Places): Promise<void> {
  const start = `${path.basename(target)}.`;
  const others = (await inCache(() => readdir(folder)))
    .filter((name) => name.startsWith(start) && name.endsWith(cacheSuffixes.part))
    .map((name) => path.join(folder, name))
    .filter((other) => other !== part);
  for (const other of others) {
    await inCache(async () => {
      const [theirs = -1, ours = -1] = [await sizeOf(other), await sizeOf(part)];
      if (theirs <= ours) return forgetPart(other);
      await forgetPart(part);
      const { validator } = cacheSuffixes;
      await ifThere(() => rename(`${other}${validator}`, `${part}${validator}`));
      await ifThere(() => rename(other, part));
    });
  }
}

/** Removes parts of other models that nobody wrote to since then, in milliseconds since 1970. */
export async function sweepParts({ cache, part }: Places, before: number): Promise<void> {
  for (const folder of await inCache(() => readdir(cache))) {
    const names = (await ifThere(() => readdir(path.join(cache, folder))).catch(leaveIt)) ?? [];
    for (const name of names.filter((name) => name.endsWith(cacheSuffixes.part))) {
      const other = path.join(cache, folder, name);
      if (other !== part) await sweepOne(other, before).catch(leaveIt);
    }
  }
}

async function sweepOne(part: string, before: number): Promise<void> {
  const file = await stat(part);
  // A model may have a name that ends like that.
  const isWhole = await ifThere(() => access(`${part}${cacheSuffixes.marker}`).then(() => true));
  if (file.isFile() && file.mtimeMs < before && isWhole !== true) await forgetPart(part);
}

// What is of other models and cannot be read or removed is nothing that this download needs.
function leaveIt(): undefined {
  return undefined;
}

/** Removes what has the name of the file but not its marker. */
export async function clearPlace({ target, marker }: Places): Promise<void> {
  await inCache(async () => {
    await rm(marker, { force: true });
    await rm(target, { force: true });
  });
}

async function sizeOf(file: string): Promise<number | undefined> {
  return (await ifThere(() => stat(file)))?.size;
}
