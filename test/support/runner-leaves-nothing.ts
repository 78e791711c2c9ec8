import { setTimeout as wait } from 'node:timers/promises';
import { openSockets } from './open-resources.ts';

const GRACE_MS = Number(process.env.LLMKUBE_TEST_GRACE_MS ?? 6000);
const INTERVAL_MS = 20;

/**
 * Set up first and so torn down last: by then what a tier shares, such as its cluster, has closed
 * its connections in the runner too. The runner's children are vitest's own workers, which end
 * with it; `npm test` looks for processes that do not.
 */
export async function teardown(): Promise<void> {
  const deadline = performance.now() + GRACE_MS;
  while (openSockets().length > 0 && performance.now() < deadline) await wait(INTERVAL_MS);
  const left = openSockets();
  if (left.length > 0) throw new Error(`the runner left sockets open: ${left.join(', ')}`);
}
