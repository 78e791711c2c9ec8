import { existsSync } from 'node:fs';
import { LlmkubeError } from '../errors/llmkube-error.ts';

/**
 * The command, or else the topic, that a command line starts with: what has a page of help in the
 * folder. Nothing where it starts with neither.
 */
export function typedCommand(args: readonly string[], folder: string): string | undefined {
  const end = args.findIndex((word) => !/^[a-z][a-z-]*$/.test(word));
  const words = args.slice(0, end < 0 ? args.length : end).slice(0, 2);
  const candidates = [words, words.slice(0, 1)].filter((names) => names.length > 0);
  return candidates
    .map((names) => ['llmkube', ...names].join(' '))
    .find((command) => existsSync(`${folder}/${command}.txt`));
}

/** An error of what was typed that says nothing of what to type next gets the help of its command. */
export function withHelp(error: LlmkubeError, command: string | undefined): LlmkubeError {
  const { code, message, facts, exitCode, suggestions } = error;
  if (exitCode !== 2 || suggestions.length > 0) return error;
  const help = `${command ?? 'llmkube'} --help`;
  return new LlmkubeError(code, message, { facts, suggestions: [help], cause: error });
}
