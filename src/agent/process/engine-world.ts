import type { ProcessTable } from '../../host/processes/process-table.ts';

/** Time as engines need it; the clock of commands satisfies it. */
export interface EngineClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds of a clock that only moves forward. */
  monotonic(): number;
  /** Resolves early, without an error, when the signal aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** A line for the agent's log. */
export type Say = (message: string, facts?: Readonly<Record<string, string | number>>) => void;

/** The machine as it is seen by what starts, adopts and ends engines. */
export interface EngineWorld {
  readonly clock: EngineClock;
  readonly processes: ProcessTable;
  /** Of the agent; engines get a small part of it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly say: Say;
  /** Ends the watching of adopted engines, not the engines. */
  readonly signal: AbortSignal;
}
