import { createHash } from 'node:crypto';
import type { Source } from './source/parse-source.ts';

/** Where a file of weights lies inside a cache, and what stands beside it. */
export interface CachePaths {
  /** Folder of one model, relative to the cache's root. */
  readonly folder: string;
  /** The weights, relative to the cache's root. */
  readonly file: string;
  /**
   * Exists only when the file is complete; holds its size in bytes as decimal text and, where it
   * was checked, a space and its sha256.
   */
  readonly marker: string;
}

/** What stands beside a file, by what follows its name. */
export const cacheSuffixes = {
  marker: '.complete',
  /** A folder, held by whoever fetches the file: who it is, and a number that grows while it lives. */
  lock: '.lock',
  /** After the name of the pod: what it has fetched so far. */
  part: '.part',
  /** After a part: the ETag of the file that the part is of. */
  validator: '.etag',
} as const;

export interface ModelIdentity {
  /** The repository or, for a plain download, the URL. */
  readonly repo: string;
  /** Empty where the source has no revisions. */
  readonly revision: string;
  /** sha256 of the file, empty where it is not known. */
  readonly digest: string;
}

const keyLength = 16;

/**
 * The layout is part of the contract with caches that exist: the same identity has the same
 * path for ever, whoever fetches it, and another revision or digest never meets an old file.
 */
export function cachePaths(identity: ModelIdentity, fileName: string): CachePaths {
  const key = createHash('sha256')
    .update(JSON.stringify([identity.repo, identity.revision, identity.digest]))
    .digest('hex')
    .slice(0, keyLength);
  const file = `${key}/${safeFileName(fileName)}`;
  return { folder: key, file, marker: `${file}${cacheSuffixes.marker}` };
}

export function identityOf(source: Source & { kind: 'http' }, sha256 = ''): ModelIdentity {
  return { repo: source.url, revision: '', digest: sha256 };
}

/** The last segment of a URL's path, the name that the file has at its source. */
export function fileNameOf(source: Source & { kind: 'http' }): string {
  return decodeSegment(new URL(source.url).pathname.split('/').at(-1) ?? '');
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // A stray percent sign: the segment stays as it is.
    return segment;
  }
}

function safeFileName(name: string): string {
  const safe = name.replaceAll(/[^A-Za-z0-9._-]+/g, '-').replace(/^[.-]+/, '');
  return safe === '' ? 'model' : safe.slice(-200);
}
