import { defined } from '../core/defined.ts';
import { licenseOfReadme } from '../core/license/license-of-readme.ts';
import type { SafetensorsHeader } from '../core/safetensors/safetensors-header.ts';
import { indexFile, weightFilesOf } from '../core/safetensors/weight-files.ts';
import type { Source } from '../core/source/parse-source.ts';
import { quoteWord } from '../core/text/quote-word.ts';
import type { RepositoryModel } from '../core/transformers/repository-model.ts';
import { templateIn } from '../core/transformers/template-in.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { parseJson } from '../models/parse-json.ts';
import type { HeaderPlace } from '../models/read-metadata-of.ts';
import type { SafetensorsRead } from '../models/read-safetensors-of.ts';
import type { WeightsFolder } from '../models/weights-folder.ts';

/** What reading a model in files of safetensors needs of the world. */
export interface RepositoryPorts {
  readonly openWeights: (source: Source) => Promise<WeightsFolder>;
  readonly readSafetensors: (place: HeaderPlace) => Promise<SafetensorsRead>;
}

/** So many files are asked for at one time. */
const atOnce = 4;

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
  const index = await jsonIn(folder, folder.names.includes(indexFile) ? indexFile : undefined);
  const chosen = weightFilesOf(folder.names, index);
  if (chosen.kind === 'problem') throw refused(text, chosen.fact);
  const headers: SafetensorsHeader[] = [];
  for (let from = 0; from < chosen.files.length; from += atOnce) {
    const some = chosen.files.slice(from, from + atOnce);
    const read = await Promise.all(
      some.map(async (file) => ({
        file,
        outcome: await ports.readSafetensors(folder.placeOf(file)),
      })),
    );
    for (const { file, outcome } of read) {
      if (outcome.kind === 'read') headers.push(outcome.header);
      else throw refused(text, `of ${file}: ${factOf(outcome)}`);
    }
  }
  return {
    config: await jsonIn(folder, 'config.json'),
    tensors: headers.flatMap(({ tensors }) => tensors),
    files: headers.length,
    missingFiles: chosen.missing,
    headerBytes: headers.reduce((total, header) => total + header.headerBytes, 0),
    ...defined({ template: await templateOf(folder), license: await licenseIn(folder) }),
  };
}

function factOf(outcome: Exclude<SafetensorsRead, { readonly kind: 'read' }>): string {
  return outcome.kind === 'problem' ? outcome.problem.fact : outcome.fact;
}

async function jsonIn(folder: WeightsFolder, name: string | undefined): Promise<unknown> {
  const text = name === undefined ? undefined : await folder.text(name);
  return text === undefined ? undefined : parseJson(text);
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

function refused(source: string, fact: string): LlmkubeError {
  return new LlmkubeError('SOURCE_REFUSED', `Cannot read the model \`${source}\`: ${fact}`, {
    facts: { field: 'model.source', source },
    suggestions: /^https?:/i.test(source) ? [`curl -sIL ${quoteWord(source)}`] : [],
  });
}
