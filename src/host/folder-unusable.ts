import { quoteWord } from '../core/text/quote-word.ts';
import { describeCause } from '../errors/describe-cause.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';

/** A folder of ours, and which of the two it lies in: without a word, the one for what we keep. */
export interface OwnFolder {
  readonly path: string;
  readonly base?: 'state' | 'cache';
}

interface Trouble {
  readonly fact: string;
  readonly remedy: (folder: OwnFolder) => string;
}

const variables = { state: 'XDG_STATE_HOME', cache: 'XDG_CACHE_HOME' } as const;

const another = ({ base = 'state' }: OwnFolder): string =>
  `set ${variables[base]} to a folder on another disk`;

/** The command that shows whose a folder is. */
export function lookAt({ path }: OwnFolder): string {
  return `ls -ld ${quoteWord(path)}`;
}

/** What the system says about a folder of ours, and what a user does about it. */
const troubles: Readonly<Record<string, Trouble>> = {
  ENOSPC: { fact: 'the disk is full', remedy: ({ path }) => `df -h ${quoteWord(path)}` },
  EDQUOT: { fact: 'this user may store no more on that disk', remedy: another },
  EROFS: { fact: 'its disk can only be read', remedy: another },
  EACCES: { fact: 'this user may not use it', remedy: lookAt },
  EPERM: { fact: 'this user may not use it', remedy: lookAt },
  ENOTDIR: { fact: 'a file has the name of a folder', remedy: lookAt },
};

/** What a failed use of a folder means; an error of ours passes as it is. */
export function folderUnusable(
  what: string,
  folder: string | OwnFolder,
  error: unknown,
): LlmkubeError {
  if (error instanceof LlmkubeError) return error;
  const own = typeof folder === 'string' ? { path: folder } : folder;
  const trouble = troubles[systemCodeOf(error) ?? ''];
  const fact = trouble?.fact ?? describeCause(error);
  return new LlmkubeError('FOLDER_UNUSABLE', `Cannot ${what} \`${own.path}\`: ${fact}`, {
    facts: { path: own.path },
    suggestions: [trouble?.remedy(own) ?? lookAt(own)],
    cause: error,
  });
}

/** The system's name for what went wrong, such as `ENOENT`. */
export function systemCodeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
