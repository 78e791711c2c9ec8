import { LlmkubeError } from '../errors/llmkube-error.ts';

const mostTries = 10;
const pauseMilliseconds = 50;

/** Tries again for a while: a command that looks at a port has it for a moment itself. */
export async function retryTakenPort<T>(
  use: () => Promise<T>,
  sleep: (milliseconds: number) => Promise<void>,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await use();
    } catch (error) {
      const isTaken = error instanceof LlmkubeError && error.code === 'AGENT_PORT_TAKEN';
      if (!isTaken || tries === mostTries) throw error;
      await sleep(pauseMilliseconds);
    }
  }
}
