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
  /** Arguments after the image's own entry point. */
  args(resolved: Resolved, weightsPath: string): readonly string[];
}
