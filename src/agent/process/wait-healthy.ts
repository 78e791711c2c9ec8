import type { Ending, EngineProcess } from './engine-process.ts';
import type { EngineClock } from './engine-world.ts';
import { probeEngine } from './probe-engine.ts';

export interface HealthWait {
  readonly engine: Pick<EngineProcess, 'ended'>;
  readonly socket: string;
  readonly healthPath: string;
  /** Since now. */
  readonly budgetMilliseconds: number;
  readonly clock: EngineClock;
  readonly signal: AbortSignal;
}

export type HealthOutcome =
  | { readonly kind: 'healthy' }
  | { readonly kind: 'ended'; readonly ending: Ending }
  | { readonly kind: 'timedOut' }
  | { readonly kind: 'aborted' };

const probeTimeout = 5_000;

/** Waits until an engine answers that its model is loaded. Its end is known at once. */
export async function waitHealthy(wait: HealthWait): Promise<HealthOutcome> {
  const { engine, clock } = wait;
  const over = new AbortController();
  const signal = AbortSignal.any([wait.signal, over.signal]);
  const ended = engine.ended.then((ending): HealthOutcome => ({ kind: 'ended', ending }));
  const timedOut = clock
    .sleep(wait.budgetMilliseconds, signal)
    .then((): HealthOutcome => ({ kind: wait.signal.aborted ? 'aborted' : 'timedOut' }));
  try {
    return await Promise.race([ended, probeUntilHealthy(wait, signal), timedOut]);
  } finally {
    over.abort();
  }
}

async function probeUntilHealthy(
  { socket, healthPath, clock, signal: outer }: HealthWait,
  signal: AbortSignal,
): Promise<HealthOutcome> {
  const startedAt = clock.monotonic();
  const probe = { socket, path: healthPath, timeoutMilliseconds: probeTimeout, signal };
  while (!signal.aborted) {
    if ((await probeEngine(probe)) === 'healthy') return { kind: 'healthy' };
    await clock.sleep(pauseAfter(clock.monotonic() - startedAt), signal);
  }
  return { kind: outer.aborted ? 'aborted' : 'timedOut' };
}

const shortestPause = 20;
const longestPause = 500;

// At most a fiftieth of the time that it took is lost by looking too late.
function pauseAfter(milliseconds: number): number {
  return Math.min(Math.max(shortestPause, milliseconds / 50), longestPause);
}
