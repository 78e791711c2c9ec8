import { homedir } from 'node:os';
import path from 'node:path';
import { foldReleaseName } from '../core/release-name.ts';
import { parseSource, type Source } from '../core/source/parse-source.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { parseReleaseId, type ReleaseId } from './parse-release-id.ts';

/** What the positional of `deploy` and its `--name` and `--source` say together. */
export interface AskedModel extends ReleaseId {
  /** What was given as the source, with a path made absolute. */
  readonly source: string | undefined;
  /** A positional that may be the name of a release and is else a source. */
  readonly defaultSource?: string;
}

interface Words {
  readonly word: string;
  readonly name: string | undefined;
  readonly source: string | undefined;
}

/**
 * Reads the positional of `deploy`: what contains `/` or `://`, or ends in `.gguf`, is a model, and
 * the release is named after it unless `--name` says otherwise; anything else is a name.
 */
export function parseModel({ word, name, source }: Words): AskedModel {
  const given = source === undefined ? undefined : absolute(source);
  if (given !== undefined || !looksLikeModel(word)) {
    if (name !== undefined) throw twoNames(word, name);
    return { ...parseReleaseId(word), source: given };
  }
  const text = absolute(/^[^/]*\.gguf$/i.test(word) ? `./${word}` : word);
  const parsed = parseSource(text);
  const named = name === undefined ? nameOf(parsed, word) : parseReleaseId(name);
  // Releases are named after ids of models too, so a hub's id may be one that is there.
  return parsed.kind === 'hub'
    ? { ...named, source: undefined, defaultSource: text }
    : { ...named, source: text };
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
  return path.posix.basename(decodeURIComponent(place));
}

// A record must mean the same file wherever the next command is run.
function absolute(text: string): string {
  if (!/^(\.\.?\/|~|\/)/.test(text)) return text;
  return path.resolve(text.replace(/^~(?=\/|$)/, homedir()));
}

function twoNames(word: string, name: string): LlmkubeError {
  return new LlmkubeError(
    'USAGE',
    `Cannot read the command line: \`${word}\` is a name already, and --name says \`${name}\``,
    { suggestions: [`llmkube deploy ${name}`] },
  );
}
