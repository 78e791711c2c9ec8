/** What stands in place of a value that nobody needs in memory. */
export interface SkippedValue {
  readonly skipped: 'array' | 'text';
  /** Items of an array, bytes of a text. */
  readonly length: number;
}

/** Whole numbers that a double cannot hold are bigints. */
export type MetadataNumber = number | bigint | boolean;

/** A value that is kept: a text, a number, a switch, or a small array of the last two. */
export type KeptValue = string | MetadataNumber | readonly MetadataNumber[];

export type MetadataValue = KeptValue | SkippedValue;

/** The header of a GGUF file up to the end of its metadata. */
export interface GgufMetadata {
  readonly version: number;
  readonly byteOrder: 'little' | 'big';
  readonly tensors: number;
  /** How many values it says it has; all of them are in `metadata` unless the reader stopped. */
  readonly values: number;
  readonly metadata: ReadonlyMap<string, MetadataValue>;
  /** Where the descriptions of the tensors begin; absent when the reader stopped before. */
  readonly end?: number;
}

/** Part of a file that its reader wants next. */
export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

export type MetadataOutcome =
  | { readonly kind: 'read'; readonly header: GgufMetadata }
  /** `fact` is to stand after `Cannot ...: `. */
  | { readonly kind: 'malformed'; readonly fact: string; readonly offset: number };
