import { expect } from 'vitest';
import { type ErrorCode, errorCodes } from '../../src/errors/codes.ts';
import { type CliOptions, type CliRun, runCli } from './run-cli.ts';

export interface Refusal {
  readonly code: ErrorCode;
  /** What the sentence says after `Cannot `. */
  readonly words: RegExp;
}

/**
 * Runs the same words twice, for people and for machines, and holds both to the one form that
 * errors have: a single sentence, its code, the status of the code, nothing of a stack.
 */
export async function expectRefusal(
  args: readonly string[],
  options: CliOptions,
  { code, words }: Refusal,
): Promise<void> {
  const [people, machine] = await Promise.all([
    runCli(args, options),
    runCli([...args, '-o', 'json'], options),
  ]);
  const sentence = sentenceFor(people);
  expect(sentence).toMatch(/^Cannot .+: /);
  expect(sentence.replace('Cannot ', '')).toMatch(words);
  expect(people.stderr).toMatch(new RegExp(`^Error: Cannot .*\n( {7}.*\n)*Code: ${code}\n`, 'm'));
  expect(people.stdout).toBe('');
  const { exit: exitCode } = errorCodes[code];
  const error = { code, message: sentence, exitCode };
  expect(machine.events.at(-1)).toMatchObject({ type: 'error', error });
  expect(machine.events.filter((event) => 'error' in event)).toHaveLength(1);
  expect(machine.stderr).toBe('');
  expect([people.exitCode, machine.exitCode]).toEqual([exitCode, exitCode]);
}

function sentenceFor({ stdout, stderr }: CliRun): string {
  expect(stdout + stderr).not.toMatch(/\n\s+at |node:internal|\.ts:\d/);
  const sentences = [...stderr.matchAll(/^Error: (.*)$/gm)].map(([, sentence]) => sentence);
  expect(sentences).toHaveLength(1);
  return sentences[0] ?? '';
}
