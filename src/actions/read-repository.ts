import { defined } from '../core/defined.ts';
import { licenseOfReadme } from '../core/license/license-of-readme.ts';
import type { RepositoryModel } from '../core/transformers/repository-model.ts';
import { templateIn } from '../core/transformers/template-in.ts';
import type { WeightsFolder } from '../models/weights-folder.ts';
import { jsonIn } from './json-in.ts';
import type { Ports } from './ports.ts';
import { readTensors } from './read-tensors.ts';

/** What reading a model in files of safetensors needs of the world. */
export type RepositoryPorts = Pick<Ports, 'openWeights' | 'readSafetensors'>;

/**
 * Reads the headers of all files of a model, and what lies beside them: of a hub that is a list,
 * at most five small files, and one request for each file of weights, of which there are 256 at
 * most. Throws `SOURCE_REFUSED` with one sentence.
 */
export async function readRepository(
  text: string,
  folder: WeightsFolder,
  ports: RepositoryPorts,
): Promise<RepositoryModel> {
  const read = await readTensors(text, folder, ports);
  return {
    config: await jsonIn(folder, 'config.json'),
    ...read,
    ...defined({ template: await templateOf(folder), license: await licenseIn(folder) }),
  };
}

// A file of its own comes before the one in the settings (transformers 4.52).
async function templateOf(folder: WeightsFolder): Promise<string | undefined> {
  const own = await folder.text('chat_template.jinja');
  return own ?? templateIn(await jsonIn(folder, 'tokenizer_config.json'));
}

async function licenseIn(folder: WeightsFolder) {
  if (folder.license !== undefined) return folder.license;
  const readme = folder.names.includes('README.md') ? await folder.text('README.md') : undefined;
  return readme === undefined ? undefined : licenseOfReadme(readme);
}
