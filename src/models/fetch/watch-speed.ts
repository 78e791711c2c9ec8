import type { FetchOptions } from './fetch-options.ts';

const second = 1000;

/** Watches over a source: its signal aborts when too little comes for too long. */
export interface SpeedWatch {
  readonly signal: AbortSignal;
  readonly fact: string;
  stop(): Promise<void>;
}

export function watchSpeed(
  part: { readonly bytes: number },
  { clock, policy }: Pick<FetchOptions, 'clock' | 'policy'>,
): SpeedWatch {
  const slow = new AbortController();
  const ended = new AbortController();
  const watch = async () => {
    let seconds = 0;
    while (seconds < policy.slowSeconds) {
      const before = part.bytes;
      await clock.sleep(second, ended.signal);
      if (ended.signal.aborted) return;
      seconds = part.bytes - before < policy.slowestBytesPerSecond ? seconds + 1 : 0;
    }
    slow.abort();
  };
  const watching = watch();
  return {
    signal: slow.signal,
    fact: `it sent less than ${policy.slowestBytesPerSecond} bytes a second for ${policy.slowSeconds} s`,
    stop: async () => {
      ended.abort();
      await watching;
    },
  };
}
