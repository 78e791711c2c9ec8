import { statfs } from 'node:fs/promises';
import type { DownloadFailureKind } from '../../core/download/failures.ts';
import { inCache } from './cache-trouble.ts';
import type { Download } from './download.ts';

/** What is wrong, and what is known besides. */
export interface Problem {
  readonly cause: DownloadFailureKind;
  readonly detail: string;
}

/** Whether the cache has room for what is still to come, where that is known. */
export async function findNoRoom({
  places,
  part,
  total,
}: Pick<Download, 'places' | 'part' | 'total'>): Promise<Problem | undefined> {
  if (total === undefined) return undefined;
  const { bavail, bsize } = await inCache(() => statfs(places.cache));
  const [needed, free] = [total - part.bytes, bavail * bsize];
  if (needed <= free) return undefined;
  return { cause: 'CacheFull', detail: `${needed} bytes are needed, ${free} are free` };
}

/** Whether what has come is the file that is wanted. */
export async function findWrong({
  request,
  options,
  part,
  total,
}: Download): Promise<Problem | undefined> {
  const { bytes } = part;
  if (total !== undefined && bytes !== total) {
    const detail = `${bytes} bytes came where ${total} were expected`;
    return { cause: 'SourceWrongLength', detail };
  }
  const isGguf = (await part.head(4)).equals(Buffer.from('GGUF'));
  if (request.file.endsWith('.gguf') && !isGguf) return { cause: 'SourceNotGguf', detail: '' };
  if (request.sha256 === undefined) return undefined;
  options.onLine({ kind: 'checking', bytes });
  const sum = await part.sha256();
  if (sum === request.sha256) return undefined;
  const detail = `it is ${sum} where ${request.sha256} was expected`;
  return { cause: 'SourceWrongDigest', detail };
}
