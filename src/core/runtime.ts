import type { Vendor } from './hardware/vendors.ts';
import type { RuntimeSpec } from './intent/runtime-schema.ts';
import type { Resolved } from './resolve/resolved.ts';
import type { FieldNote } from './spec/field-note.ts';

/**
 * Everything that differs between inference engines is an answer in this value; nothing outside
 * `runtimes/` asks for a runtime's name to decide anything.
 */
export interface Runtime extends RuntimeSpec {
  /** The port the engine listens on inside its pod. */
  readonly port: number;
  /** Answers 200 only when the model is loaded. */
  readonly healthPath: string;
  /** What a release gets that names no image. */
  readonly images: Readonly<Record<Accelerator, string>>;
  /** By the path of a field of a spec, the words that the engine is started with for it. */
  readonly fieldWords: Readonly<Record<string, string>>;
  /** What the fields of its own block mean, by their paths in a spec. */
  readonly notes: Readonly<Record<string, FieldNote>>;
  /** Whether arguments say what that field of its own block would. */
  isSaid(args: readonly string[], path: string): boolean;
  /** Arguments after the image's own entry point, or after the program of a host. */
  args(resolved: Resolved, places: EnginePlaces): readonly string[];
}

/** What an image is built to compute on. */
export type Accelerator = 'cpu' | Vendor;

/** Where things are for an engine. */
export interface EnginePlaces {
  /** Path of the weights. */
  readonly weights: string;
  /** Path of the unix socket to listen on; without it an address of the pod, at `port`. */
  readonly socket?: string;
}
