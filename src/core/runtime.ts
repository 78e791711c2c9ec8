import type { Resolved } from './resolve/resolved.ts';

/**
 * Everything that differs between inference engines is an answer in this value; nothing outside
 * `runtimes/` asks for a runtime's name to decide anything.
 */
export interface Runtime {
  readonly name: string;
  /** The port the engine listens on inside its pod. */
  readonly port: number;
  /** Answers 200 only when the model is loaded. */
  readonly healthPath: string;
  /** By the path of a field of a spec, the words that the engine is started with for it. */
  readonly fieldWords: Readonly<Record<string, string>>;
  /** Arguments after the image's own entry point, or after the program of a host. */
  args(resolved: Resolved, places: EnginePlaces): readonly string[];
}

/** Where things are for an engine. */
export interface EnginePlaces {
  /** Path of the weights. */
  readonly weights: string;
  /** Path of the unix socket to listen on; without it every address of the pod, at `port`. */
  readonly socket?: string;
}
