import type Agent from 'undici/lib/dispatcher/agent.js';
import type { FetchOptions, FetchRequest } from './fetch-options.ts';
import type { Part } from './part.ts';
import type { Places } from './places.ts';

/** One download that holds its lock. */
export interface Download {
  readonly request: FetchRequest;
  readonly options: FetchOptions;
  readonly places: Places;
  readonly part: Part;
  readonly agent: Agent;
  /** Aborts when the download is told to end or has lost its lock. */
  readonly signal: AbortSignal;
  /** Size of the whole file: as it must be, else as the last answer told. */
  total: number | undefined;
  /** Whether bytes are awaited or come in, which is what progress is told of. */
  isTransferring: boolean;
}
