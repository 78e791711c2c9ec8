import path from 'node:path';
import { cacheSuffixes } from '../../core/cache-layout.ts';

/** Where a file lies in a cache of this machine, and what stands beside it while it comes. */
export interface Places {
  readonly cache: string;
  readonly folder: string;
  readonly target: string;
  readonly marker: string;
  readonly lock: string;
  readonly part: string;
}

export function placesOf(
  inside: { cache: string; folder: string; file: string; marker: string },
  holder: string,
): Places {
  const target = path.join(inside.cache, inside.file);
  return {
    cache: inside.cache,
    folder: path.join(inside.cache, inside.folder),
    target,
    marker: path.join(inside.cache, inside.marker),
    lock: `${target}${cacheSuffixes.lock}`,
    part: `${target}.${holder}${cacheSuffixes.part}`,
  };
}
