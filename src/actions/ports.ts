import type { LlmkubeEvent } from '../core/events.ts';
import type { Source } from '../core/source/parse-source.ts';
import type { SourceAnswer, SourceQuestion } from '../core/source/source-facts.ts';
import type { Target } from '../core/target.ts';
import type { WholeHeaderOutcome } from '../models/read-header-of.ts';
import type { HeaderPlace } from '../models/read-metadata-of.ts';
import type { SafetensorsRead } from '../models/read-safetensors-of.ts';
import type { WeightsFolder } from '../models/weights-folder.ts';

/** The world as actions see it. */
export interface Ports {
  readonly target: Target;
  readonly readSource: ReadSource;
  readonly readHeader: ReadHeader;
  readonly openWeights: OpenWeights;
  readonly readSafetensors: ReadSafetensors;
  readonly clock: Clock;
  /** A new UUID at every call. */
  readonly randomId: () => string;
  readonly emit: (event: LlmkubeEvent) => void;
  /** Asks a person; true where nobody can be asked and going on loses nothing. */
  readonly confirm: (question: string) => Promise<boolean>;
  /** Aborts when the user or the system wants the command to end; the reason tells which. */
  readonly signal: AbortSignal;
  readonly self: Self;
}

/**
 * Asks a source what it has, without fetching it. A source that refuses is an error; one that
 * cannot be reached from here is not, because the cluster may well reach it.
 */
export type ReadSource = (question: SourceQuestion, signal: AbortSignal) => Promise<SourceAnswer>;

/** Reads the whole header of a file of weights, and no more of it. */
export type ReadHeader = (place: HeaderPlace, signal: AbortSignal) => Promise<WholeHeaderOutcome>;

/**
 * Opens the files of a model that lie together, without reading any weights. A repository is looked
 * for at that hub, or at the one of this user.
 */
export type OpenWeights = (source: Source, hub?: string) => Promise<WeightsFolder>;

/** Reads the header of one file of safetensors. */
export type ReadSafetensors = (place: HeaderPlace) => Promise<SafetensorsRead>;

export interface Clock {
  /** Milliseconds since 1970, for what people read. */
  now(): number;
  /** Milliseconds of a clock that only moves forward, for durations. */
  monotonic(): number;
  /** Resolves early, without an error, when the signal aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Aborts when so much time has passed; it does not keep the process alive. */
  after(milliseconds: number): AbortSignal;
}

/** Who runs the command, as records show it. */
export interface Self {
  /** `user@host` */
  readonly user: string;
  readonly version: string;
  readonly process: number;
  /** Tells whether a process of this machine still runs. */
  readonly isAlive: (process: number) => boolean;
}
