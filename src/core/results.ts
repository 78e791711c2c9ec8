import type { PlannedChange } from './events.ts';
import type { MutationPhase } from './record/mutation-phase.ts';
import type { TargetAddress } from './target.ts';

/** What `deploy` came to; the last line of `-o json`. */
export interface DeployResult {
  readonly type: 'result';
  readonly release: string;
  readonly target: TargetAddress;
  readonly revision: number;
  readonly changes: readonly PlannedChange[];
  /** Present when nothing was written: the changes are what a deploy would make. */
  readonly dryRun?: true;
  /** `Unknown`: nobody waited for it. */
  readonly phase: 'Ready' | 'Unknown';
  readonly proof: Proof;
  readonly endpoint: Endpoint;
}

export type Proof =
  | {
      readonly state: 'proven';
      /** From the request to the whole answer. */
      readonly milliseconds: number;
      readonly tokens: number;
    }
  | { readonly state: 'not proven'; readonly why: string };

/** How to talk to a release. */
export interface Endpoint {
  /** Base URL of the OpenAI API, for clients inside the cluster. */
  readonly url: string;
  /** What to send as `model`. */
  readonly model: string;
  /** One command line that asks for a chat answer, for a shell inside the cluster. */
  readonly curl: string;
  /** The same from this machine: the first line stays open while the second is run. */
  readonly fromHere: { readonly forward: string; readonly curl: string };
}

export interface DeleteResult {
  readonly type: 'result';
  readonly release: string;
  readonly target: TargetAddress;
  readonly removed: readonly string[];
  /** Objects that were left, claims above all. */
  readonly kept: readonly string[];
}

export interface ListResult {
  readonly releases: readonly ListedRelease[];
}

export interface ListedRelease {
  readonly namespace: string;
  readonly release: string;
  readonly phase: ReleasePhase;
  readonly ready: number;
  readonly wanted: number;
  readonly model: string;
  readonly runtime: string;
  /** What the engine computes on, e.g. `nvidia.com/gpu:2` or `cpu`. */
  readonly accelerator?: string;
  /** Where the weights are kept, e.g. `release`. */
  readonly cache?: string;
  /** Base URL of the OpenAI API, for clients inside the cluster. */
  readonly url: string;
  /** Absent when the record cannot be read. */
  readonly revision?: number;
  readonly changedAt?: string;
  readonly createdAt?: string;
}

/** How a release stands, computed on read. */
export type ReleasePhase =
  | 'Ready'
  | 'Progressing'
  | 'Degraded'
  | 'Unknown'
  | 'Stopped'
  | 'Missing'
  | 'Unreadable'
  | Capitalize<Exclude<MutationPhase, 'deployed'>>;

/** One line of a log, or a part of one that is longer than 64 KiB. */
export interface LogLine {
  readonly type: 'logLine';
  readonly pod: string;
  /** `server`, or `download` with `--init`. */
  readonly container: string;
  /** When the line began, as its node had it; absent where the node itself speaks. */
  readonly time?: string;
  /** Its text; what is not UTF-8 in it is replaced. */
  readonly line: string;
  /** True when the line is longer: the next one of this pod goes on where it ends. */
  readonly goesOn?: boolean;
}
