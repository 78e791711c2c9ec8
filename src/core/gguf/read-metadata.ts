import { ByteWalker, type Step } from './byte-walker.ts';
import { problemOf } from './gguf-problem.ts';
import type { MetadataOutcome } from './metadata.ts';
import { type IsEnough, readValues } from './read-values.ts';
import { ValueReader } from './value-reader.ts';

export interface ReadLimits {
  /** How far into the file is looked at most; a vocabulary takes some ten MiB. */
  readonly headerBytes?: number;
  /** Asked before each value with its key and what was read so far: true ends the reading. */
  readonly isEnough?: IsEnough;
}

const defaultHeaderBytes = 256 * 1024 ** 2;
const ranges = { firstRange: 64 * 1024, largestRange: 1024 ** 2 };

/**
 * Reads the metadata of a GGUF file, version 2 or 3, in either byte order. It asks for the ranges
 * that it needs and skips arrays, so a vocabulary is never in memory. A damaged or hostile file is
 * an answer like any other, and costs no more than `headerBytes` of reading.
 */
export function* readMetadata(limits: ReadLimits = {}): Step<MetadataOutcome> {
  const { headerBytes = defaultHeaderBytes, isEnough } = limits;
  const walker = new ByteWalker({ headerBytes, ...ranges });
  const reader = new ValueReader(walker, { keepsArrays: false });
  try {
    return { kind: 'read', header: yield* readValues({ walker, reader, isEnough }) };
  } catch (thrown) {
    const { fact, offset } = problemOf(thrown);
    return { kind: 'malformed', fact, offset };
  }
}
