import { expect } from 'vitest';
import { type TimedEvent, watchCli } from './watch-cli.ts';

export interface ExpectedCause {
  readonly release: string;
  readonly namespace: string;
  readonly flags: readonly string[];
  readonly kubeconfig: string;
  readonly code: string;
  readonly words: RegExp;
  readonly exitCode: number;
  /** Of the error with which the command ends. */
  readonly error: string;
}

/**
 * Deploys a release that cannot become ready. Its cause must be said once, in words, and end the
 * command with its status. Gives back when it was said.
 */
export async function expectCause(expected: ExpectedCause): Promise<number> {
  const { release, namespace, flags, kubeconfig, code, words } = expected;
  const args = ['deploy', release, '-n', namespace, ...flags];
  const { exitCode, lines } = await watchCli(args, { kubeconfig });
  const said = lines.filter(({ event }) => event.type === 'causeSeen' && event.code === code);
  const last = lines.at(-1)?.event;
  expect(
    said.map(({ event }) => event),
    JSON.stringify(last),
  ).toEqual([expect.objectContaining({ message: expect.stringMatching(words) })]);
  expect(last).toMatchObject({
    error: { code: expected.error, message: expect.stringMatching(words), facts: { cause: code } },
  });
  expect(exitCode).toBe(expected.exitCode);
  return (said[0] as TimedEvent).at;
}
