import type { EngineProgram } from '../core/agent-protocol/engine-program.ts';
import type { Launch } from '../core/agent-protocol/launch.ts';
import type { EngineWorld } from './process/engine-world.ts';
import type { Weights } from './weights-of-pod.ts';
import type { World } from './world.ts';

/** The host as the workers of its releases see it. */
export interface WorkerPorts {
  readonly world: World;
  readonly engines: EngineWorld;
  /** Its name, as pods carry it. */
  readonly node: string;
  readonly places: WorkerPlaces;
  /** A few random letters and digits, others at each call. */
  readonly randomSuffix: () => string;
  /** Rejects with a `LlmkubeError` when there is none that can be used. */
  readonly findEngine: () => Promise<EngineProgram>;
  readonly getWeights: (launch: Launch, access: WeightsAccess) => Promise<WeightsOutcome>;
  readonly admission: Admission;
  readonly traffic: Traffic;
}

export interface WorkerPlaces {
  /** Of the release's state file. */
  readonly engines: string;
  readonly logsOf: (release: string) => string;
  readonly socketOf: (release: string) => string;
}

export interface WeightsAccess {
  /** Takes a line of the download's log. */
  readonly write: (line: string) => void;
  readonly signal: AbortSignal;
}

export type WeightsOutcome =
  | ({ readonly kind: 'there' } & Weights)
  | { readonly kind: 'failed'; readonly words: string };

/** Who may use the memory of the host. */
export interface Admission {
  /** Why an engine of so many bytes may not start now; nothing, and they are its own, if it may. */
  readonly admit: (
    release: string,
    bytes: number,
    isEnforced: boolean,
  ) => Promise<string | undefined>;
  /** Which process has what was admitted or, of an adopted one, so many bytes. */
  readonly holds: (release: string, pid: number, bytes?: number) => void;
  /** It has ended, or has never started. */
  readonly frees: (release: string) => void;
}

/** The requests that are under way through the listener. */
export interface Traffic {
  readonly inFlight: (release: string) => number;
  /** Resolves when there is none, or when the signal aborts. */
  readonly whenIdle: (release: string, signal: AbortSignal) => Promise<void>;
}
