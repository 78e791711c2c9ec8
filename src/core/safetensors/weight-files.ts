import * as z from 'zod';

const indexSchema = z.looseObject({ weight_map: z.record(z.string(), z.string()) });

/** The file that says which tensor lies in which file. */
export const indexFile = 'model.safetensors.index.json';

/** So many files a model may be in; DeepSeek-V3 has 163. */
export const mostWeightFiles = 256;

export type WeightFiles =
  | {
      readonly kind: 'files';
      readonly files: readonly string[];
      /** How many more there are by their names, such as `model-00001-of-00004.safetensors`. */
      readonly missing: number;
    }
  | { readonly kind: 'problem'; readonly fact: string };

/**
 * The files of weights that an engine loads of a folder: those that the index names, or
 * `model.safetensors`, or all that lie beside each other. `index` is the JSON of `indexFile`.
 */
export function weightFilesOf(names: readonly string[], index: unknown): WeightFiles {
  const files = index === undefined ? withoutIndex(names) : namedIn(index);
  if (files === undefined)
    return { kind: 'problem', fact: `its ${indexFile} has no list of files` };
  const missing = files.find((file) => !names.includes(file));
  if (missing !== undefined) {
    return { kind: 'problem', fact: 'a file of weights that its index names is missing' };
  }
  if (files.length === 0) return { kind: 'problem', fact: 'it has no safetensors files' };
  if (files.length > mostWeightFiles) {
    return { kind: 'problem', fact: `it is in more than ${mostWeightFiles} files` };
  }
  return { kind: 'files', files, missing: missingBeside(files) };
}

const part = /-\d+-of-(\d{1,5})\.safetensors$/;

function missingBeside(files: readonly string[]): number {
  const all = Math.max(...files.map((file) => Number(part.exec(file)?.[1] ?? 0)));
  return Math.max(0, all - files.length);
}

function namedIn(index: unknown): readonly string[] | undefined {
  const map = indexSchema.safeParse(index).data?.weight_map;
  return map === undefined ? undefined : [...new Set(Object.values(map))].toSorted();
}

function withoutIndex(names: readonly string[]): readonly string[] {
  if (names.includes('model.safetensors')) return ['model.safetensors'];
  const files = names.filter((name) => /^[^/]+\.safetensors$/.test(name)).toSorted();
  // Mistral's own form lies beside the common one in some repositories.
  const common = files.filter((name) => !name.startsWith('consolidated'));
  return common.length === 0 ? files : common;
}
