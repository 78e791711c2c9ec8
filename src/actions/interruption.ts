import { LlmkubeError } from '../errors/llmkube-error.ts';

/** Why the signal of the ports aborts. */
export type StopReason = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

export interface InterruptionDetails {
  readonly fact: string;
  readonly suggestions: readonly string[];
  readonly facts?: Readonly<Record<string, string[]>>;
}

/** The error of a command that was told to end: what was and was not done, and what to type. */
export function interruption(
  signal: AbortSignal,
  what: string,
  { fact, suggestions, facts }: InterruptionDetails,
): LlmkubeError {
  const code = signal.reason === 'SIGINT' ? 'INTERRUPTED' : 'TERMINATED';
  return new LlmkubeError(code, `Cannot ${what}: interrupted, ${fact}`, {
    suggestions,
    ...(facts === undefined ? {} : { facts }),
  });
}
