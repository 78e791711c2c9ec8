import { LlmkubeError } from '../errors/llmkube-error.ts';

/** Why the signal of the ports aborts. */
export type StopReason = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** Whether this is what a request throws that was still under way when a command was told to end. */
export function isCutOff(thrown: unknown, { aborted }: AbortSignal): boolean {
  return aborted && !(thrown instanceof LlmkubeError);
}

/** The error of a command that was told to end: what was and was not done, and what to type. */
export function interruption(
  signal: AbortSignal,
  what: string,
  { fact, suggestions }: { fact: string; suggestions: readonly string[] },
): LlmkubeError {
  const code = signal.reason === 'SIGINT' ? 'INTERRUPTED' : 'TERMINATED';
  return new LlmkubeError(code, `Cannot ${what}: interrupted, ${fact}`, { suggestions });
}
