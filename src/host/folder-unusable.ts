import { describeCause } from '../errors/describe-cause.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';

interface Trouble {
  readonly fact: string;
  readonly remedy: (folder: string) => string;
}

const another = 'set XDG_STATE_HOME to a folder on another disk';
const look = (folder: string): string => `ls -ld ${folder}`;

/** What the system says about a folder of ours, and what a user does about it. */
const troubles: Readonly<Record<string, Trouble>> = {
  ENOSPC: { fact: 'the disk is full', remedy: (folder) => `df -h ${folder}` },
  EDQUOT: { fact: 'this user may store no more on that disk', remedy: () => another },
  EROFS: { fact: 'its disk can only be read', remedy: () => another },
  EACCES: { fact: 'this user may not use it', remedy: look },
  EPERM: { fact: 'this user may not use it', remedy: look },
  ENOTDIR: { fact: 'a file has the name of a folder', remedy: look },
};

/** What a failed use of a folder means; an error of ours passes as it is. */
export function folderUnusable(what: string, folder: string, error: unknown): LlmkubeError {
  if (error instanceof LlmkubeError) return error;
  const trouble = troubles[systemCodeOf(error) ?? ''];
  const fact = trouble?.fact ?? describeCause(error);
  return new LlmkubeError('FOLDER_UNUSABLE', `Cannot ${what} \`${folder}\`: ${fact}`, {
    facts: { path: folder },
    suggestions: [trouble?.remedy(folder) ?? look(folder)],
    cause: error,
  });
}

/** The system's name for what went wrong, such as `ENOENT`. */
export function systemCodeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
