import { fileTypes } from './file-types.ts';
import type { GgufModel } from './gguf-header.ts';

const inName = /(?:^|[/.-])((?:I?Q|TQ|MXFP|BF|F)\d[A-Z0-9_]*)(?=\.gguf$)/i;

/** What a file is quantised as, by its header or else by its name; the name where none tells. */
export function quantisationOf({ metadata }: Pick<GgufModel, 'metadata'>, file: string): string {
  const type = fileTypes[Number(metadata.get('general.file_type') ?? Number.NaN)];
  return type ?? inName.exec(file)?.[1] ?? file;
}
