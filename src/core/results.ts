import type { Endpoint } from './endpoint.ts';
import type { EngineMemory } from './engine/engine-memory.ts';
import type { PlannedChange } from './events.ts';
import type { Cause } from './observe/finding.ts';
import type { PodPhaseName } from './observe/pod-phase.ts';
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
  readonly phase: 'Ready' | 'Stopped' | 'Unknown';
  readonly proof: Proof;
  readonly endpoint: Endpoint;
}

export type Proof =
  | {
      readonly state: 'proven';
      /** From the request to the whole answer. */
      readonly milliseconds: number;
      /** How many came back or, from a model that makes none, how many it has read. */
      readonly tokens: number;
    }
  | { readonly state: 'not proven'; readonly why: string };

/** What `wait` came to; the last line of `-o json`. */
export interface WaitResult {
  readonly type: 'result';
  readonly release: string;
  readonly target: TargetAddress;
  readonly revision: number;
  readonly phase: 'Ready' | 'Stopped';
  readonly proof: Proof;
  readonly endpoint: Endpoint;
}

/** What `scale` came to: a deploy in which only the number of pods changed. */
export type ScaleResult = Pick<
  DeployResult,
  'type' | 'release' | 'target' | 'revision' | 'changes' | 'proof' | 'endpoint'
> & {
  /** How many pods there are to be. */
  readonly replicas: number;
  readonly phase: RestartResult['phase'];
};

/** What `restart` came to; no revision is made. */
export type RestartResult = Pick<
  WaitResult,
  'type' | 'release' | 'target' | 'revision' | 'proof' | 'endpoint'
> & {
  /** ISO 8601, as the pods carry it. */
  readonly restartedAt: string;
  /** `Unknown`: nobody waited for it. */
  readonly phase: 'Ready' | 'Stopped' | 'Unknown';
};

export interface DeleteResult {
  readonly type: 'result';
  readonly release: string;
  readonly target: TargetAddress;
  readonly removed: readonly string[];
  /** Objects that were left, claims above all. */
  readonly kept: readonly string[];
}

export interface DeleteAllResult {
  readonly type: 'result';
  readonly target: TargetAddress;
  /** Names of what was there: releases, and what was left of some. */
  readonly releases: readonly string[];
  readonly removed: readonly string[];
  /** Claims that were left, since `--data` was not given. */
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

/** What a model said to one question. */
export interface ChatResult {
  readonly type: 'result';
  readonly release: string;
  /** The name under which the model was asked. */
  readonly model: string;
  /** Its text. */
  readonly answer: string;
  /** Of the answer; absent when the engine does not count. */
  readonly tokens?: number;
  /** Present when the answer was longer than the 1024 tokens that are asked for. */
  readonly isCut?: true;
  /** From the question to the whole answer. */
  readonly milliseconds: number;
}

/** How one release stands, computed on read; nothing of it is stored. */
export interface StatusResult {
  readonly target: TargetAddress;
  readonly namespace: string;
  readonly release: string;
  readonly phase: ReleasePhase;
  /** What stands in the way; absent while nothing does. */
  readonly cause?: Cause;
  readonly ready: number;
  readonly wanted: number;
  /** Absent when the record cannot be read. */
  readonly revision?: number;
  /** What was asked for. */
  readonly model?: AskedModel;
  readonly runtime?: string;
  readonly endpoint?: Endpoint;
  readonly conditions: readonly ReleaseCondition[];
  readonly pods: readonly PodStatus[];
  /** Claims of the release; `delete` keeps them. */
  readonly claims: readonly ClaimStatus[];
  /** Who changed the release last. */
  readonly changed?: LastChange;
  /** A change that is under way, or whose llmkube has died. */
  readonly pending?: PendingChange;
  /** What somebody else did to the Deployment since llmkube wrote it. */
  readonly drift?: Drift;
  /** Where the model lies; absent where its engine tells nobody, or none is ready. */
  readonly memory?: EngineMemory;
  /** What this user may not see, so that nothing about it is said above. */
  readonly unseen: readonly Unseen[];
}

export interface AskedModel {
  /** The name that clients send. */
  readonly id: string;
  /** Where the weights come from. */
  readonly source: string;
}

export interface ReleaseCondition {
  /**
   * `Applied`: the last change is finished. `Available`: at least one pod answers. `Ready`: all
   * that is wanted does, in the newest version. `InSync`: nobody else wrote to the Deployment.
   */
  readonly type: 'Applied' | 'Available' | 'Ready' | 'InSync';
  readonly status: 'True' | 'False' | 'Unknown';
  /** One word. */
  readonly reason: string;
  readonly message: string;
}

export interface PodStatus {
  readonly pod: string;
  readonly phase: PodPhaseName;
  readonly reason: string;
  /** How often its containers were started again. */
  readonly restarts: number;
  /** When the last thing happened to it (ISO 8601). */
  readonly since?: string;
  readonly node?: string;
}

export interface ClaimStatus {
  readonly claim: string;
  /** `Bound`, or what Kubernetes says instead. */
  readonly phase: string;
  /** A Kubernetes quantity. */
  readonly size: string;
}

export interface LastChange {
  /** ISO 8601. */
  readonly at: string;
  /** `user@host` */
  readonly by: string;
  /** The version of llmkube. */
  readonly cli: string;
}

export interface PendingChange {
  /** `deploy`, `delete`, or what a later version does. */
  readonly verb: string;
  readonly holder: string;
  /** Its process on that host. */
  readonly process: number;
  /** ISO 8601. */
  readonly startedAt: string;
}

export interface Drift {
  readonly what: string;
  /** The field manager that wrote, e.g. `kubectl-edit`; absent where it left no trace. */
  readonly by?: string;
  /** ISO 8601. */
  readonly at?: string;
}

export interface Unseen {
  /** The kind of object. */
  readonly of: string;
  readonly why: string;
}
