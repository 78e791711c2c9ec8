import { ByteWalker, type Step } from './byte-walker.ts';
import type { GgufHeader, HeaderOutcome } from './gguf-header.ts';
import { HeaderProblem, problemOf } from './gguf-problem.ts';
import type { GgufMetadata, KeptValue, MetadataValue, SkippedValue } from './metadata.ts';
import { placeTensors } from './place-tensors.ts';
import { readTensors } from './read-tensors.ts';
import { readValues } from './read-values.ts';
import { ValueReader } from './value-reader.ts';

export interface HeaderLimits {
  /** Of the whole file, in bytes, where that is known before; else see `withFileSize`. */
  readonly fileBytes?: number | undefined;
  /** How far into the file is looked at most, in bytes; 64 MiB unless said otherwise. */
  readonly headerBytes?: number;
  /** How much is asked for first, in bytes; 16 MiB unless said otherwise. */
  readonly firstRange?: number;
}

const mebibyte = 1024 ** 2;
/** Unless the file says otherwise in `general.alignment`, in bytes. */
const defaultAlignment = 32;
const mostAlignment = 2 ** 31;

/**
 * Reads the whole header of a GGUF file, version 2 or 3, in either byte order, and builds no
 * vocabulary. It asks for 16 MiB, which hold nearly every header, and takes them in pieces (see
 * `Step`): whoever streams them closes the stream when it returns. What is behind the first range
 * is asked for in ranges twice as long. A damaged or hostile file is an answer like any other.
 */
export function* readGgufHeader(limits: HeaderLimits = {}): Step<HeaderOutcome> {
  const { fileBytes, headerBytes = 64 * mebibyte, firstRange = 16 * mebibyte } = limits;
  const walker = new ByteWalker({ fileBytes, headerBytes, firstRange, largestRange: headerBytes });
  const reader = new ValueReader(walker, { keepsArrays: true });
  try {
    const values = yield* readValues({ walker, reader });
    const tensors = yield* readTensors({ walker, reader }, values.tensors);
    yield* walker.confirm();
    const alignment = alignmentOf(values.metadata);
    const dataOffset = Math.ceil(walker.offset / alignment) * alignment;
    const place = { alignment, dataOffset, headerBytes: walker.offset };
    const placed = placeTensors(tensors, { ...place, fileBytes });
    return { kind: 'read', header: { ...modelValues(values), ...place, tensors: placed } };
  } catch (thrown) {
    return { kind: 'problem', problem: problemOf(thrown) };
  }
}

/**
 * Holds a header against the size of its file in bytes, for those who are told it while they read:
 * finds data that are cut off, and bounds a last tensor of an unknown type.
 */
export function withFileSize(header: GgufHeader, fileBytes: number): HeaderOutcome {
  try {
    const tensors = placeTensors(header.tensors, { ...header, fileBytes });
    return { kind: 'read', header: { ...header, tensors } };
  } catch (thrown) {
    return { kind: 'problem', problem: problemOf(thrown) };
  }
}

function alignmentOf(metadata: ReadonlyMap<string, MetadataValue>): number {
  const said = metadata.get('general.alignment') ?? defaultAlignment;
  const isPower = typeof said === 'number' && Number.isInteger(Math.log2(said));
  if (isPower && said >= 1 && said <= mostAlignment) return said;
  const fact = 'its `general.alignment` is not a power of two';
  throw new HeaderProblem({ kind: 'alignment', fact, offset: 0 });
}

function modelValues({ version, byteOrder, metadata }: GgufMetadata) {
  const kept = new Map<string, KeptValue>();
  const skipped = { array: new Map<string, number>(), text: new Map<string, number>() };
  for (const [key, value] of metadata) {
    if (isSkipped(value)) skipped[value.skipped].set(key, value.length);
    else kept.set(key, value);
  }
  return { version, byteOrder, metadata: kept, counts: skipped.array, cutTexts: skipped.text };
}

function isSkipped(value: MetadataValue): value is SkippedValue {
  return typeof value === 'object' && 'skipped' in value;
}
