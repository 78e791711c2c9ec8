import type { StopReason } from '../actions/interruption.ts';

const reasons: readonly StopReason[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Aborts at the first signal, so that the command ends in order; the handlers go with it, and a
 * second signal ends the process at once, as the system does by default.
 */
export function stopSignal(): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  const stop = (reason: StopReason) => {
    release();
    controller.abort(reason);
  };
  const release = () => {
    for (const reason of reasons) process.removeListener(reason, stop);
  };
  for (const reason of reasons) process.on(reason, stop);
  return { signal: controller.signal, release };
}
