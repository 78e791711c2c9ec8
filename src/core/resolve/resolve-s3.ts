import { defined } from '../defined.ts';
import type { Intent } from '../intent/schema.ts';
import { isEndpoint, isRegion, s3PlaceOf } from '../source/s3-place.ts';
import { sourceIn } from '../source/source-in.ts';
import type { FileAnywhere } from './resolved.ts';

type Said = Intent['model']['s3'];

/**
 * Whether what was found in S3 is of the store that is said; what nobody says any more stays. Others
 * may have written the record, so its URL counts only where its source and its store give the same.
 */
export function isOfStore(before: FileAnywhere, said: Said): boolean {
  if (before.kind !== 'download') return true;
  const source = sourceIn(before.source);
  if (source?.kind !== 's3') return before.s3 === undefined;
  if (before.s3 === undefined) return false;
  const { endpoint, region } = before.s3;
  if (!isRegion(region) || (endpoint !== undefined && !isEndpoint(endpoint))) return false;
  return (
    before.url === s3PlaceOf(source, { endpoint, region }).url &&
    (said?.endpoint === undefined || said.endpoint === endpoint) &&
    (said?.region === undefined || said.region === region)
  );
}

/** Whose keys they are changes nothing about a file, so it never asks the store again. */
export function withKeys<File extends FileAnywhere>(file: File, secret: string | undefined): File {
  if (file.kind !== 'download' || file.s3 === undefined) return file;
  const { endpoint, region } = file.s3;
  return { ...file, s3: { region, ...defined({ endpoint, secret }) } };
}
