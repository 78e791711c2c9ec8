import { setTimeout as wait } from 'node:timers/promises';
import { afterAll } from 'vitest';
import { livingChildren, openSockets } from './open-resources.ts';

/** Idle connections of Node's own `fetch` close by themselves after 4 seconds. */
const GRACE_MS = Number(process.env.LLMKUBE_TEST_GRACE_MS ?? 6000);
const INTERVAL_MS = 20;

// Every test file ends here: its worker then has no socket open and no child running.
afterAll(() => assertNothingLeft(), GRACE_MS + 10_000);

/** Throws when sockets or children of this process are still there after a short grace. */
export async function assertNothingLeft(graceMs = GRACE_MS): Promise<void> {
  const deadline = performance.now() + graceMs;
  let left = findLeft();
  while (left.length > 0 && performance.now() < deadline) {
    await wait(INTERVAL_MS);
    left = findLeft();
  }
  if (left.length > 0) throw new Error(`the test file left behind:\n  ${left.join('\n  ')}`);
}

function findLeft(): string[] {
  return [
    ...openSockets().map((socket) => `open socket: ${socket}`),
    ...livingChildren().map((child) => `running child: ${child}`),
  ];
}
