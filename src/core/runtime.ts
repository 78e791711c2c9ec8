import type { EngineEvidence } from './engine/engine-evidence.ts';
import type { MemoryPlan, MemoryQuestion } from './engine/memory-plan.ts';
import type { Accelerator, RuntimeSpec } from './intent/runtime-schema.ts';
import type { Resolved } from './resolve/resolved.ts';
import type { FieldNote } from './spec/field-note.ts';

/**
 * Everything that differs between inference engines is an answer in this value; nothing outside
 * `runtimes/` asks for a runtime's name to decide anything.
 */
export interface Runtime extends RuntimeSpec {
  /** What is started in place of an entry point that its images may not have. */
  readonly command?: readonly string[];
  /** What it keeps and shares beside the weights; absent where it needs no more than a folder. */
  readonly keeps?: EngineKeeps;
  /** What people must know before they rely on it, each to be read by itself. */
  readonly caveats?: readonly string[];
  /** Why nobody can ask it for a token; its release is ready, and not proven. */
  readonly unprovable?: string;
  /** Its answers call the model what its weights are called; by default, what clients send. */
  readonly isNamedByWeights?: true;
  /** What of its settings `planMemory` reads; absent where all of them count. */
  memorySettings?(resolved: Resolved): unknown;
  /** How a model lies in its memory; absent where nobody can compute it before the start. */
  planMemory?(resolved: Resolved, question: MemoryQuestion): MemoryPlan;
  /** Why nobody can compute it, where the release itself says so: then no file is read for it. */
  unknownMemory?(resolved: Resolved): string | undefined;
  /** Whether a plan counts the draft of a release, whose file is read for it then. */
  plansDraft?(resolved: Resolved): boolean;
  /** What the beginning of its log says of where a model lies; absent where it says nothing. */
  readEvidence?(log: string): EngineEvidence | undefined;
  /** Whether its own fields or arguments keep all of the model from GPUs. */
  leavesGpus?(resolved: Pick<Resolved, 'args' | 'options'>): boolean;
  /** Where it answers inside its pod. */
  listening(resolved: Resolved): Listening;
  /** What the fields of its own block mean, by their paths in a spec. */
  readonly notes: Readonly<Record<string, FieldNote>>;
  /** The day on which its images were seen under their names; absent where it has none. */
  readonly imagesSeen?: string;
  /** Those of them that nobody was seen to name, each with what its name follows from. */
  readonly imagesDerived?: Readonly<Partial<Record<Accelerator, string>>>;
  /** By the path of a field that all share, what is so by default here and not for all. */
  readonly fieldDefaults?: Readonly<Record<string, string>>;
  /** Words that its command line may not hold; absent where no table has them. */
  readonly reserved?: ReservedWords;
  /** Whether arguments say what that field of its own block would. */
  isSaid(args: readonly string[], path: string): boolean;
  /** What the weights are fetched with in a pod, where that is not the engine's own image. */
  downloadImage(resolved: Resolved): string | undefined;
  /** Variables that the words of its command line may refer to as `$(NAME)`. */
  variables(resolved: Resolved, places: EnginePlaces): Readonly<Record<string, string>>;
  /** Arguments after the image's own entry point, or after the program of a host. */
  args(resolved: Resolved, places: EnginePlaces): readonly string[];
}

/** What others rely on, by the words of a command line: where it is said instead. */
export type ReservedWords = readonly (readonly [words: readonly string[], instead: string])[];

/** What an engine wants of its pod beside weights and devices. */
export interface EngineKeeps {
  /** Variables that name a folder for what it compiles; it fits one image and accelerator. */
  readonly compiled: readonly string[];
  /** Variables that are the same for each release. */
  readonly variables: Readonly<Record<string, string>>;
  /** Its processes speak through `/dev/shm`, which is small where nobody makes it larger. */
  readonly sharesMemory: boolean;
}

export interface Listening {
  readonly port: number;
  /** Answers 200 only when the model is loaded; without it only whether the port is open is asked. */
  readonly healthPath?: string;
  /** Answers 200 while the engine lives, where that is another path. */
  readonly livePath?: string;
}

/** Where things are for an engine. */
export interface EnginePlaces {
  /** Path of the weights, or the repository that the engine fetches. */
  readonly weights: string;
  /** Paths of the `files` of what is resolved, in their order. */
  readonly files?: readonly string[];
  /** Path of the unix socket to listen on; without it an address of the pod, at `port`. */
  readonly socket?: string;
}
