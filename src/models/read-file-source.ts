import type { Stats } from 'node:fs';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { findHeadProblem } from '../core/source/gguf-head.ts';
import { nearNames } from '../core/text/near-names.ts';
import { quoteWord } from '../core/text/quote-word.ts';
import { describeCause } from '../errors/describe-cause.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { readLocalFile } from './read-local-file.ts';

/** What is known of a model that lies on this machine. */
export interface LocalModel {
  /** Absolute, without links: where the file is also when a link is changed. */
  readonly path: string;
  readonly bytes: number;
  readonly fingerprint: string;
}

/** Looks at a GGUF file of this machine. Throws when there is none under that absolute path. */
export async function readFileSource(asked: string): Promise<LocalModel> {
  if (!path.isAbsolute(asked)) throw new Error('The path is made absolute by whoever asks');
  try {
    const real = await realpath(asked);
    const stats = await stat(real);
    if (!stats.isFile()) throw await notAFile(asked, stats);
    const file = await readLocalFile(real);
    if (file === undefined) throw await notAFile(asked, await stat(real));
    const problem = findHeadProblem(file.head);
    if (problem !== undefined) throw refused(asked, problem.fact, problem.suggestions);
    return { path: real, bytes: file.bytes, fingerprint: file.fingerprint };
  } catch (thrown) {
    if (thrown instanceof LlmkubeError) throw thrown;
    throw await unreadable(asked, thrown);
  }
}

const factsOfCode: Readonly<Record<string, string>> = {
  EACCES: 'this user has no permission to read it',
  EPERM: 'this user has no permission to read it',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'the path is too long',
  ENOTDIR: 'a part of the path is no directory',
  EIO: 'the disk cannot read it',
};

async function unreadable(asked: string, thrown: unknown): Promise<LlmkubeError> {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  if (code === 'ENOENT') return missing(asked);
  return refused(asked, factsOfCode[code] ?? describeCause(thrown), [`ls -l ${quoteWord(asked)}`]);
}

async function missing(asked: string): Promise<LlmkubeError> {
  const folder = path.dirname(asked);
  const names = await namesIn(folder);
  if (names === undefined) {
    return refused(asked, `the directory \`${folder}\` does not exist or cannot be read`);
  }
  if (names.includes(path.basename(asked)) && (await isLink(asked))) {
    return refused(asked, 'it is a link to what does not exist', [`ls -l ${quoteWord(asked)}`]);
  }
  return refused(asked, 'there is no such file', inFolder(folder, near(asked, names)));
}

// Of a model people mistype the quantisation or forget the ending, so its files come first.
function near(asked: string, names: readonly string[]): readonly string[] {
  const models = names.filter((name) => name.endsWith('.gguf'));
  const typed = path.basename(asked);
  const found = nearNames(typed, models);
  return found.length > 0 ? found : nearNames(typed, names);
}

async function notAFile(asked: string, stats: Stats): Promise<LlmkubeError> {
  if (!stats.isDirectory()) return invalid(asked, `it is ${kindOf(stats)} and not a file`);
  const names = (await namesIn(asked)) ?? [];
  const models = names.filter((name) => name.endsWith('.gguf')).slice(0, 3);
  const hasSafetensors = names.some((name) => name.endsWith('.safetensors'));
  const fact = hasSafetensors
    ? 'it is a directory with safetensors files, and one GGUF file is needed'
    : 'it is a directory, and one GGUF file is needed';
  return invalid(asked, fact, inFolder(asked, models));
}

function kindOf(stats: Stats): string {
  if (stats.isFIFO()) return 'a pipe';
  if (stats.isSocket()) return 'a socket';
  return 'a device';
}

async function namesIn(folder: string): Promise<readonly string[] | undefined> {
  try {
    return (await readdir(folder)).toSorted();
  } catch {
    // It only serves suggestions.
    return undefined;
  }
}

async function isLink(file: string): Promise<boolean> {
  return (await lstat(file)).isSymbolicLink();
}

function inFolder(folder: string, names: readonly string[]): readonly string[] {
  return names.map((name) => path.join(folder, name));
}

function refused(asked: string, fact: string, suggestions: readonly string[] = []): LlmkubeError {
  return new LlmkubeError('SOURCE_REFUSED', `Cannot use \`${asked}\`: ${fact}`, {
    facts: { field: 'model.source', path: asked },
    suggestions,
  });
}

function invalid(asked: string, fact: string, suggestions: readonly string[] = []): LlmkubeError {
  return new LlmkubeError('INVALID_SOURCE', `Cannot use \`${asked}\`: ${fact}`, {
    facts: { field: 'model.source', path: asked },
    suggestions,
  });
}
