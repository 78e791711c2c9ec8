import { LlmkubeError } from '../../src/errors/llmkube-error.ts';

/** The error that a call throws; a call that returns, or throws a bug, fails the test. */
export function errorOf(call: () => unknown): LlmkubeError {
  try {
    call();
  } catch (error) {
    if (error instanceof LlmkubeError) return error;
    throw error;
  }
  throw new Error('expected an error, the call returned');
}

/** The same for a promise. */
export async function rejectionOf(promise: Promise<unknown>): Promise<LlmkubeError> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (outcome instanceof LlmkubeError) return outcome;
  throw outcome ?? new Error('expected a rejection, the promise was fulfilled');
}
