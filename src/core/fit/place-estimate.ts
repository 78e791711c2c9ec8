/** What memory is taken for. */
export type EstimatePart =
  | 'weights'
  | 'repacked'
  | 'kv'
  | 'state'
  | 'compute'
  | 'op-offload'
  | 'output'
  | 'tokenizer'
  | 'prompt-cache'
  | 'checkpoints'
  /** Another model, which drafts for this one. */
  | 'draft'
  /** Projectors and adapters. */
  | 'files';

export interface EstimateLine {
  readonly what: EstimatePart;
  /** How much. */
  readonly bytes: number;
  /** To the byte; else it is a close formula or an upper bound. */
  readonly exact: boolean;
  /** How sure a number is that is not exact; absent for formulas of llama.cpp. */
  readonly basis?: 'upper bound' | 'rule of thumb';
  /** What the number follows from, without a full stop. */
  readonly why: string;
}

/** Memory of a device or of the host. */
export interface PlaceEstimate {
  readonly id: string;
  /** Without those of nothing. */
  readonly lines: readonly EstimateLine[];
  /** What is taken once the model answers. */
  readonly usedBytes: number;
  /** What grows while it serves is in it as well. */
  readonly upperBytes: number;
  /** Part of what is used that no file stands behind. */
  readonly anonymousBytes: number;
  /** What may be taken, if that is known. */
  readonly limitBytes: number | undefined;
  readonly fits: boolean;
}

/** Filled by past conversations, up to a limit. */
export const growingParts: ReadonlySet<EstimatePart> = new Set(['prompt-cache', 'checkpoints']);

/** Adds the lines of a place up; `mappedBytes` of them can be dropped and read again. */
export function sumPlace({
  id,
  lines,
  mappedBytes,
  limitBytes,
}: {
  readonly id: string;
  readonly lines: readonly EstimateLine[];
  readonly mappedBytes: number;
  readonly limitBytes: number | undefined;
}): PlaceEstimate {
  const all = lines.filter(({ bytes }) => bytes > 0);
  const upperBytes = all.reduce((sum, { bytes }) => sum + bytes, 0);
  const usedBytes = all.reduce(
    (sum, { what, bytes }) => sum + (growingParts.has(what) ? 0 : bytes),
    0,
  );
  return {
    id,
    lines: all,
    usedBytes,
    upperBytes,
    anonymousBytes: usedBytes - mappedBytes,
    limitBytes,
    fits: limitBytes === undefined || usedBytes <= limitBytes,
  };
}
