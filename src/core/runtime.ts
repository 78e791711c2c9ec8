import type { RuntimeSpec } from './intent/runtime-schema.ts';
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
  /** Where it answers inside its pod. */
  listening(resolved: Resolved): Listening;
  /** What the fields of its own block mean, by their paths in a spec. */
  readonly notes: Readonly<Record<string, FieldNote>>;
  /** Whether arguments say what that field of its own block would. */
  isSaid(args: readonly string[], path: string): boolean;
  /** What the weights are fetched with in a pod, where that is not the engine's own image. */
  downloadImage(resolved: Resolved): string | undefined;
  /** Variables that the words of its command line may refer to as `$(NAME)`. */
  variables(resolved: Resolved, places: EnginePlaces): Readonly<Record<string, string>>;
  /** Arguments after the image's own entry point, or after the program of a host. */
  args(resolved: Resolved, places: EnginePlaces): readonly string[];
}

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
