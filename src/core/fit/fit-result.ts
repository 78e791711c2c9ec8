import type { TransformersEngine } from './engines/engine-name.ts';
import type { FitWarningCode } from './fit-finding.ts';
import type { EstimateLine } from './place-estimate.ts';
import type { SacrificeName } from './sacrifice-name.ts';

/** Memory of a GPU or of the host. */
export interface FitPlace {
  /** As the engine names it, such as `CUDA0`, or `host`. */
  readonly id: string;
  /** Bytes that are taken once the model answers. */
  readonly usedBytes: number;
  /** What grows while it serves is in it as well. */
  readonly upperBytes: number;
  /** Bytes that may be taken; absent where nobody has said. */
  readonly limitBytes?: number;
  /** Whether it is no more than may be taken. */
  readonly fits: boolean;
  /** What it is taken for. */
  readonly lines: readonly EstimateLine[];
}

/** Tokens that a cache holds, as far as that is known before the engine measures it. */
export interface FitTokens {
  /** With as much for all else as it was seen to take. */
  readonly least: number;
  /** With as little. */
  readonly most: number;
}

/** A field of a spec. */
export interface FitField {
  /** Its place in the spec, such as `serving.contextLength`. */
  readonly field: string;
  /** What it is to be. */
  readonly value: number;
}

export interface FitNote {
  readonly code: FitWarningCode;
  readonly message: string;
}

/** Another file of the same model, which would fit. */
export interface FitNearest {
  /** Where its weights come from. */
  readonly source: string;
  /** What it is quantised as. */
  readonly quantisation: string;
  /** Of the file. */
  readonly bytes: number;
}

/** What `fit` prints. */
export interface FitResult {
  /** As it was asked for. */
  readonly name: string;
  /** Where the weights come from. */
  readonly source: string;
  /** The engine that it is planned for. */
  readonly runtime: 'llamacpp' | TransformersEngine;
  /** Whether there is a way to run it with what was asked for. */
  readonly fits: boolean;
  /** Set where there is none. */
  readonly code?: 'MODEL_TOO_LARGE';
  /** Tokens that one conversation may hold. */
  readonly contextLength: number;
  /** Conversations at a time. */
  readonly concurrency: number;
  /** Whether they share those tokens, as where the engine decides their number. */
  readonly isShared: boolean;
  /** The most tokens of a conversation that fit, whatever is given up for them; 0 for none. */
  readonly largestContext: number;
  /** GPUs that are used in their order, then the host. */
  readonly places: readonly FitPlace[];
  /** What was given up so that it fits. */
  readonly steps: readonly SacrificeName[];
  /** Sentences that say why it is so. */
  readonly because: readonly string[];
  /** Of engines that take all of a GPU: tokens of all conversations together. */
  readonly cacheTokens?: FitTokens;
  /** Of those engines: what says the same in a spec. */
  readonly fields?: readonly FitField[];
  /** What starts the engine so. */
  readonly args: readonly string[];
  /** Where it does not fit: the largest file of the same repository that would, if one is known. */
  readonly nearest?: FitNearest;
  /** What the numbers do not cover, or what wastes memory. */
  readonly warnings: readonly FitNote[];
}
