import { homedir } from 'node:os';
import path from 'node:path';
import type { NamedModel } from '../actions/prepare-plan.ts';
import type { CatalogEntry } from '../core/catalog/catalog-entry.ts';
import { type CatalogAnswer, type CatalogChoice, findModel } from '../core/catalog/find-model.ts';
import { intentOfModel } from '../core/catalog/intent-of-model.ts';
import { nearModels } from '../core/catalog/search-models.ts';
import { foldReleaseName } from '../core/release-name.ts';
import { parseSource, type Source } from '../core/source/parse-source.ts';
import { didYouMean } from '../core/text/did-you-mean.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { type ModelVerb, parseReleaseId, type ReleaseId } from './parse-release-id.ts';

/** What the positional of `deploy` and its `--name` and `--source` say together. */
export interface DeployWords extends ReleaseId {
  /** What was given as the source, with a path made absolute. */
  readonly source: string | undefined;
  /** What the positional means where no release has that name. */
  readonly asked?: NamedModel;
  /** Models of the catalog that the name may have meant. */
  readonly near?: readonly string[];
}

interface Words {
  readonly word: string;
  readonly name: string | undefined;
  readonly source: string | undefined;
  /** The command that reads it, for what is to be typed next. */
  readonly verb: ModelVerb;
}

/**
 * Reads the positional of `deploy`: what contains `/` or `://`, ends in `.gguf` or is in the catalog
 * is a model, and the release is named after it unless `--name` says otherwise; anything else is a
 * name. So is everything beside a `--source`.
 */
export async function parseModel(
  words: Words,
  readCatalog: () => Promise<readonly CatalogEntry[]>,
): Promise<DeployWords> {
  const { word, name, source, verb } = words;
  if (source !== undefined) {
    if (name !== undefined) throw twoNames({ ...words, name });
    return { ...parseReleaseId(word, verb), source: absolute(source) };
  }
  if (!looksLikeModel(word)) return ofCatalog(words, await readCatalog());
  const text = absolute(/^[^/]*\.gguf$/i.test(word) ? `./${word}` : word);
  const parsed = parseSource(text);
  const named = name === undefined ? nameOf(parsed, word) : parseReleaseId(name, verb);
  // Releases are named after ids of models too, so a hub's id may be one that is there.
  const mayBeName =
    parsed.kind === 'hub' && name === undefined && parsed.quantisation === undefined;
  return mayBeName
    ? { ...named, source: undefined, asked: { intent: { model: { source: text } } } }
    : { ...named, source: text };
}

function ofCatalog(words: Words, catalog: readonly CatalogEntry[]): DeployWords {
  const { word, name, verb } = words;
  const answer = findModel(word, catalog);
  if (answer.kind === 'unknown') {
    const near = nearModels(word, catalog);
    if (name !== undefined) throw twoNames({ ...words, name }, near);
    return { ...parseReleaseId(word, verb), source: undefined, near };
  }
  if (answer.kind === 'noFile') throw noSuchFile(words, answer);
  const named = parseReleaseId(name ?? answer.entry.id, verb);
  const asked = {
    intent: intentOfModel(answer),
    choice: answer,
    isExplicit: isExplicit(words, answer),
  };
  return { ...named, source: undefined, asked };
}

// Beside a name, and with a quantisation, a word can be nothing but a model.
function isExplicit({ word, name }: Words, { entry }: CatalogChoice): boolean {
  const names = [entry.id, ...(entry.aliases ?? [])];
  return name !== undefined || !names.includes(word.toLowerCase());
}

function looksLikeModel(word: string): boolean {
  return word.includes('/') || /\.gguf$/i.test(word);
}

function nameOf(source: Source, word: string): ReleaseId {
  const id = source.kind === 'hub' ? source.repo : fileName(source, word).replace(/\.gguf$/i, '');
  return { id, release: foldReleaseName(id) };
}

function fileName(source: Source, word: string): string {
  const place = source.kind === 'http' ? new URL(source.url).pathname : word;
  return path.posix.basename(decoded(place));
}

function decoded(place: string): string {
  try {
    return decodeURIComponent(place);
  } catch {
    // A percent sign may be one of the name.
    return place;
  }
}

// A record must mean the same file wherever the next command is run.
function absolute(text: string): string {
  if (!/^(\.\.?\/|~|\/)/.test(text)) return text;
  return path.resolve(text.replace(/^~(?=\/|$)/, homedir()));
}

function twoNames(
  { word, name, verb }: Words & { readonly name: string },
  near: readonly string[] = [],
): LlmkubeError {
  return new LlmkubeError(
    'USAGE',
    `Cannot read the command line: \`${word}\` is a name already, and --name says \`${name}\`${didYouMean(near)}`,
    {
      suggestions: [
        ...near.slice(0, 1).map((model) => `llmkube ${verb} ${model} --name ${name}`),
        `llmkube ${verb} ${name}`,
      ],
    },
  );
}

function noSuchFile(
  { word, verb }: Words,
  { entry, quantisation }: Extract<CatalogAnswer, { kind: 'noFile' }>,
): LlmkubeError {
  const names = entry.files.map((file) => file.name);
  return new LlmkubeError(
    'INVALID_SOURCE',
    `Cannot use \`${word}\`: the catalog has no \`${quantisation}\` of \`${entry.id}\`, only ${names.join(', ')}`,
    {
      facts: { source: word, quantisations: names },
      suggestions: names.slice(0, 3).map((one) => `llmkube ${verb} ${entry.id}:${one}`),
    },
  );
}
