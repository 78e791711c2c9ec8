import { writeSync } from 'node:fs';
import type { StopReason } from '../actions/interruption.ts';

const reasons: readonly StopReason[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Aborts at the first signal, so that the command ends in order; a second one ends the process at
 * once, as the system does by default. The handlers stay until then: what listens beside them to
 * give a terminal back would take a signal that nobody handles for the end.
 */
export function stopSignal(): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  const stop = (reason: StopReason) => {
    if (!controller.signal.aborted) return controller.abort(reason);
    // A window that is closed says so twice, to the session and to what runs in front.
    if (reason === 'SIGHUP') return;
    release();
    showCursor();
    process.kill(process.pid, reason);
  };
  const release = () => {
    for (const reason of reasons) process.removeListener(reason, stop);
  };
  for (const reason of reasons) process.on(reason, stop);
  return { signal: controller.signal, release };
}

// The list of stages hides it, gets no time to give it back, and holds what others write meanwhile.
function showCursor(): void {
  if (!process.stderr.isTTY) return;
  try {
    writeSync(process.stderr.fd, '\u001b[?25h');
  } catch {
    // A terminal that is gone has no cursor.
  }
}
