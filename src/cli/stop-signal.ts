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
    release();
    process.kill(process.pid, reason);
  };
  const release = () => {
    for (const reason of reasons) process.removeListener(reason, stop);
  };
  for (const reason of reasons) process.on(reason, stop);
  return { signal: controller.signal, release };
}
