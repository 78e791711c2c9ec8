import { parseJson } from '../models/parse-json.ts';
import type { WeightsFolder } from '../models/weights-folder.ts';

/** The JSON of a small file beside weights; undefined where it is missing or is none. */
export async function jsonIn(folder: WeightsFolder, name: string | undefined): Promise<unknown> {
  const text = name === undefined ? undefined : await folder.text(name);
  return text === undefined ? undefined : parseJson(text);
}
