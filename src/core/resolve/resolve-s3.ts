import { defined } from '../defined.ts';
import type { Intent } from '../intent/schema.ts';
import type { FileAnywhere } from './resolved.ts';

type Said = Intent['model']['s3'];

/** Whether what was found in S3 is of the store that is said; what nobody says any more stays. */
export function isOfStore(before: FileAnywhere, said: Said): boolean {
  if (before.kind !== 'download' || before.s3 === undefined) return true;
  const { endpoint, region } = before.s3;
  return (
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
