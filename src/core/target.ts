import type { LlmkubeError } from '../errors/llmkube-error.ts';
import type { Endpoint } from './endpoint.ts';
import type { Place } from './intent/schema.ts';
import type { LogPosition } from './log/log-position.ts';
import type { KindRef, Manifest, ObjectRef } from './manifest.ts';
import type { fieldManagers } from './marks.ts';
import type { ReleaseRecord } from './record/schema.ts';
import type { Served } from './record/served-as.ts';
import type { Resolved } from './resolve/resolved.ts';
import type { Runtime } from './runtime.ts';

/**
 * Where releases live: a namespace of a cluster, or this machine. Actions speak to this port
 * only, so that a place never forks them. Unless stated otherwise a method rejects with a
 * `LlmkubeError`, and retries transient trouble by itself before it does.
 */
export interface Target {
  readonly address: TargetAddress;

  /** Resolves to nothing when there is no such release. */
  readRecord(release: string): Promise<StoredRecord | undefined>;
  /**
   * Stores the record only if it still has `version` (none: only if it does not exist yet).
   * The version is the only lock there is. An answer lost on the way is looked up again, so
   * `changed` always means that somebody else wrote.
   */
  commitRecord(record: ReleaseRecord, version: string | undefined): Promise<CommitOutcome>;
  /** Removes the record if it still has `version`. */
  removeRecord(release: string, version: string): Promise<'removed' | 'changed'>;
  /** Sorted by namespace and name. */
  listReleases(scope: ListScope): Promise<readonly ReleaseRow[]>;

  /** The objects that make up a release here, in the order in which they are applied. */
  render(release: string, resolved: Resolved, runtime: Runtime): readonly Manifest[];
  /** How clients and people reach a release. */
  endpoint(release: string, served: Served): Endpoint;

  /** Reads what is there and what the target would make of `manifest`; writes nothing. */
  compare(manifest: Manifest, options?: ApplyOptions): Promise<Comparison>;
  /** Sends the whole intent for one object; `metadata.uid` in it means: update only. */
  apply(manifest: Manifest, options?: ApplyOptions): Promise<Manifest>;
  read(ref: ObjectRef): Promise<Manifest | undefined>;
  /** Every object of a kind that carries our label: of one release, or without a name of any. */
  listObjects(kind: KindRef, release?: string): Promise<readonly Manifest[]>;
  /** The nodes with those labels, as far as their devices go; of a machine none. */
  nodes(labels: Readonly<Record<string, string>>): Promise<readonly Manifest[]>;
  /** Names of the autoscalers that set the number of an object's pods, as far as can be known. */
  autoscalersOf(ref: ObjectRef): Promise<readonly string[]>;
  /** Whoever brings about what is stored is at work; in a cluster somebody always is. */
  attend(): Promise<void>;
  /** Deletes exactly the object with this uid; another one of the name counts as absent. */
  remove(ref: ObjectRef, uid: string): Promise<'removed' | 'absent'>;

  /** Makes the target's namespace; whether it was there is no error. */
  createNamespace(): Promise<'created' | 'existed'>;

  /** Everything that becomes known of a release, until `signal` ends it. */
  facts(release: string, signal: AbortSignal): AsyncIterable<Fact>;
  /** One request to the release's endpoint, through whatever way the target allows. */
  ask(question: Question): Promise<Answer>;
  logs(request: LogRequest): Promise<string>;
  /**
   * What one run of a container has written and, when it is followed, goes on to write, until the
   * run or `signal` ends it. Connections that are cut on the way are no end and repeat nothing.
   */
  streamLog(request: LogStream, signal: AbortSignal): AsyncIterable<readonly LogPiece[]>;

  /** Ends every connection; the target cannot be used afterwards. */
  close(): Promise<void>;
}

export interface TargetAddress {
  readonly kind: 'cluster' | 'machine';
  /** The kubeconfig's context, where there is one. */
  readonly context?: string;
  readonly namespace: string;
}

export type ListScope = 'target' | 'everywhere';

/** Who runs the releases of a target. */
export function placeOf({ kind }: Pick<TargetAddress, 'kind'>): Place {
  return kind === 'machine' ? 'host' : 'pod';
}

export interface StoredRecord {
  readonly record: ReleaseRecord;
  readonly version: string;
}

export type CommitOutcome =
  | { readonly kind: 'committed'; readonly version: string }
  | { readonly kind: 'changed' };

/** One line of `list`: the record's own summary and what runs of it, read at the same time. */
export interface ReleaseRow {
  readonly namespace: string;
  readonly release: string;
  /** The record's summary annotation as it is stored, unread. */
  readonly summary: string | undefined;
  readonly createdAt: string | undefined;
  /** Base URL of its OpenAI API, for clients inside the cluster. */
  readonly url: string;
  /** What runs of it, or nothing when nothing is there that could run. */
  readonly live: LiveState | undefined;
}

export interface LiveState {
  readonly wanted: number;
  readonly ready: number;
  /** Everything wanted runs, in the newest version. */
  readonly isAvailable: boolean;
  /** Nothing is to run: none is wanted, or whoever would run it was stopped. */
  readonly isStopped: boolean;
  /** What is wanted cannot be read: what runs goes on, and nothing follows it. */
  readonly isUnreadable?: boolean;
}

export interface ApplyOptions {
  /** Whose intent it is, by default that of deploys; what others own stays theirs. */
  readonly manager?: keyof typeof fieldManagers;
  /**
   * Fields that are taken from whoever owns them, e.g. `.spec.replicas`. A conflict about any
   * other field still refuses the whole apply.
   */
  readonly forcedPaths?: readonly string[];
}

export interface MemoryEstimate {
  readonly neededBytes: number;
  readonly freeBytes: number;
}

export interface Comparison {
  readonly desired: Manifest;
  readonly live: Manifest | undefined;
  /** Of what has to be started on this machine; a cluster's scheduler counts for itself. */
  readonly memory?: MemoryEstimate;
  readonly verdict:
    | { readonly kind: 'accepted'; readonly result: Manifest; readonly warnings: readonly string[] }
    /** Translated by the target: code, object, field and the words of the refusal. */
    | { readonly kind: 'rejected'; readonly error: LlmkubeError };
}

export type Fact =
  | { readonly kind: 'present'; readonly object: Manifest }
  | { readonly kind: 'gone'; readonly object: Manifest }
  /** The first state of all objects of `of` has been delivered. */
  | { readonly kind: 'synced'; readonly of: string }
  /** A source of facts is not available; the rest goes on without it. */
  | { readonly kind: 'missing'; readonly of: string; readonly why: string };

export interface Question {
  readonly release: string;
  readonly method: 'GET' | 'POST';
  /** Path and query on the engine, e.g. `/v1/completions`. */
  readonly path: string;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  /** The Secret with the key that the release asks for. */
  readonly keySecret?: KeyReference | undefined;
  /** Whether only some may reach its pods, so that the usual way may be closed. */
  readonly isGuarded?: true | undefined;
  /** Whether asking twice does no harm, so that a question lost on the way is asked again. */
  readonly isRepeatable?: boolean;
}

/** A value inside of a Secret. */
export interface KeyReference {
  readonly name: string;
  readonly key: string;
}

/** The release asks for a key that cannot be had, so that nobody has asked it. */
export interface Keyless {
  readonly kind: 'keyless';
  readonly code: 'FORBIDDEN' | 'REFERENCE_NOT_FOUND';
  readonly message: string;
  readonly suggestions: readonly string[];
}

export type Answer =
  | Keyless
  | { readonly kind: 'answered'; readonly status: number; readonly body: string }
  /** Whoever answered was not the engine, and the way that would reach it does not open. */
  | { readonly kind: 'unreached'; readonly message: string }
  /** This user may not ask this way. */
  | {
      readonly kind: 'forbidden';
      readonly message: string;
      /** What would allow it. */
      readonly suggestions: readonly string[];
    };

export interface LogRequest {
  readonly pod: string;
  readonly container: string;
  /** The last so many lines; without it the log from its beginning, cut off somewhere. */
  readonly tailLines?: number;
  readonly previous?: boolean;
}

/** One run of a container: each restart is another one. */
export interface LogStream {
  readonly pod: string;
  readonly container: string;
  /** The id that the container's status has for the run. */
  readonly run: string;
  /** The run is not the newest one of its container. */
  readonly previous: boolean;
  readonly follow: boolean;
  readonly tailLines?: number;
  readonly sinceSeconds?: number;
  /** How far it was read before, for a reader that goes on; it moves as pieces are given. */
  readonly position?: LogPosition;
}

/** A line of a log or, of one that is too long to be held, a part. */
export interface LogPiece {
  /** When the line began, as its node had it; nothing where the node itself speaks. */
  readonly time: string | undefined;
  /** Without the line break. */
  readonly bytes: Uint8Array;
  readonly startsLine: boolean;
  readonly endsLine: boolean;
}
