import type { ApiKey } from './api-key.ts';
import type { Backend } from './backend.ts';
import type { EnginePools } from './engine-pools.ts';
import type { InFlight } from './in-flight.ts';
import type { ListenerLimits } from './listener-limits.ts';
import type { ListenerLogEntry } from './listener-log.ts';
import type { HeldBytes } from './read-body.ts';

/** What all requests of one listener share. */
export interface Surroundings {
  /** As it was bound. */
  readonly host: string;
  readonly apiKey: ApiKey | undefined;
  readonly backends: () => readonly Backend[];
  readonly pools: EnginePools;
  readonly inFlight: InFlight;
  readonly held: HeldBytes;
  readonly limits: ListenerLimits;
  readonly log: (entry: ListenerLogEntry) => void;
  readonly clock: ListenerClock;
  /** When the models were made, as far as clients care: seconds since 1970. */
  readonly created: number;
}

/** The part of the agent's clock that the listener needs. */
export interface ListenerClock {
  now(): number;
  monotonic(): number;
  /** Resolves early, without an error, when the signal aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}
