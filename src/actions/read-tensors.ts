import type { SafetensorsHeader } from '../core/safetensors/safetensors-header.ts';
import { indexFile, weightFilesOf } from '../core/safetensors/weight-files.ts';
import type { RepositoryModel } from '../core/transformers/repository-model.ts';
import type { SafetensorsRead } from '../models/read-safetensors-of.ts';
import type { WeightsFolder } from '../models/weights-folder.ts';
import { jsonIn } from './json-in.ts';
import type { Ports } from './ports.ts';
import { sourceRefused } from './source-refused.ts';

export type ReadTensors = Pick<
  RepositoryModel,
  'tensors' | 'files' | 'missingFiles' | 'headerBytes'
>;

/** So many files are asked for at one time. */
const atOnce = 4;

/** Reads the headers of all files of weights in a folder; `text` is what it is called. */
export async function readTensors(
  text: string,
  folder: WeightsFolder,
  { readSafetensors }: Pick<Ports, 'readSafetensors'>,
): Promise<ReadTensors> {
  const index = await jsonIn(folder, folder.names.includes(indexFile) ? indexFile : undefined);
  const chosen = weightFilesOf(folder.names, index);
  if (chosen.kind === 'problem') throw sourceRefused(text, chosen.fact);
  const headers: SafetensorsHeader[] = [];
  for (let from = 0; from < chosen.files.length; from += atOnce) {
    const some = chosen.files.slice(from, from + atOnce);
    const read = await Promise.all(
      some.map(async (file) => ({ file, outcome: await readSafetensors(folder.placeOf(file)) })),
    );
    for (const { file, outcome } of read) {
      if (outcome.kind === 'read') headers.push(outcome.header);
      else throw sourceRefused(text, `of ${file}: ${factOf(outcome)}`);
    }
  }
  return {
    tensors: headers.flatMap(({ tensors }) => tensors),
    files: headers.length,
    missingFiles: chosen.missing,
    headerBytes: headers.reduce((total, header) => total + header.headerBytes, 0),
  };
}

function factOf(outcome: Exclude<SafetensorsRead, { readonly kind: 'read' }>): string {
  return outcome.kind === 'problem' ? outcome.problem.fact : outcome.fact;
}
