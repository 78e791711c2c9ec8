import { findFormatProblem, ggufHeadBytes } from '../source/gguf-head.ts';
import { ByteWalker, HeaderProblem, type Step } from './byte-walker.ts';
import type { GgufHeader, MetadataOutcome, MetadataValue } from './metadata.ts';
import { arrayType, fixedTypes, textType } from './value-types.ts';

export interface ReadLimits {
  /** How far into the file is looked at most; a vocabulary takes some ten MiB. */
  readonly headerBytes?: number;
  /** Asked before each value with its key and what was read so far: true ends the reading. */
  readonly isEnough?: (key: string, metadata: ReadonlyMap<string, MetadataValue>) => boolean;
}

const defaultHeaderBytes = 256 * 1024 ** 2;
/** By the specification. */
const longestKey = 65_535;
/** A longer text is counted and not kept; chat templates have some ten thousand bytes. */
const longestText = 1024 ** 2;
const mostKeptBytes = 16 * 1024 ** 2;
const mostValues = 65_536;
const deepestArray = 8;

/**
 * Reads the metadata of a GGUF file, version 2 or 3, in either byte order. It asks for the ranges
 * that it needs and skips arrays, so a vocabulary is never in memory. A damaged or hostile file is
 * an answer like any other, and costs no more than `headerBytes` of reading.
 */
export function* readMetadata(limits: ReadLimits = {}): Step<MetadataOutcome> {
  const walker = new ByteWalker(limits.headerBytes ?? defaultHeaderBytes);
  try {
    return { kind: 'read', header: yield* readHeader(walker, limits) };
  } catch (error) {
    if (!(error instanceof HeaderProblem)) throw error;
    return { kind: 'malformed', fact: error.message, offset: error.offset };
  }
}

function* readHeader(walker: ByteWalker, { isEnough }: ReadLimits): Step<GgufHeader> {
  const reader = new ValueReader(walker);
  const { version, byteOrder } = yield* reader.readStart();
  const tensors = yield* reader.readCount('tensors', Number.MAX_SAFE_INTEGER);
  const values = yield* reader.readCount('values', mostValues);
  const metadata = new Map<string, MetadataValue>();
  const header = { version, byteOrder, tensors, values, metadata };
  for (let left = values; left > 0; left -= 1) {
    const key = yield* reader.readKey();
    if (isEnough?.(key, metadata) === true) return header;
    if (metadata.has(key)) throw new HeaderProblem(`it says \`${key}\` twice`, walker.offset);
    metadata.set(key, yield* reader.readValue());
  }
  return { ...header, end: walker.offset };
}

class ValueReader {
  readonly #walker: ByteWalker;
  #isLittle = true;
  #keptBytes = 0;

  constructor(walker: ByteWalker) {
    this.#walker = walker;
  }

  *readStart(): Step<Pick<GgufHeader, 'version' | 'byteOrder'>> {
    const { view, at } = yield* this.#walker.take(8);
    const known = Math.min(ggufHeadBytes, view.byteLength);
    const problem = findFormatProblem(new Uint8Array(view.buffer, view.byteOffset, known));
    if (problem !== undefined) throw new HeaderProblem(problem.fact, 0);
    // A version of the other byte order is a multiple of 65536.
    this.#isLittle = view.getUint32(at + 4, true) % 65_536 !== 0;
    const version = view.getUint32(at + 4, this.#isLittle);
    if (version !== 2 && version !== 3) {
      throw new HeaderProblem(`it is of version ${version} of GGUF, and only 2 and 3 are read`, 4);
    }
    return { version, byteOrder: this.#isLittle ? 'little' : 'big' };
  }

  *readCount(what: string, most: number): Step<number> {
    const { offset } = this.#walker;
    const { view, at } = yield* this.#walker.take(8);
    const count = view.getBigUint64(at, this.#isLittle);
    if (count <= BigInt(most)) return Number(count);
    throw new HeaderProblem(`it says that it has ${count} ${what}`, offset);
  }

  *readKey(): Step<string> {
    const { offset } = this.#walker;
    const length = yield* this.readCount('bytes in a key', longestKey);
    const key = yield* this.#readText(length);
    // Without control characters, so that it can be shown; the specification allows even less.
    if (/^[\x21-\x7e]+$/.test(key)) return key;
    throw new HeaderProblem(`it has a key that is none at byte ${offset}`, offset);
  }

  *readValue(): Step<MetadataValue> {
    const type = yield* this.#readType();
    if (type === textType) return yield* this.#readTextValue();
    if (type === arrayType) {
      return { skipped: 'array', length: yield* this.#skipArray(deepestArray) };
    }
    const { offset } = this.#walker;
    const fixed = fixedTypes[type];
    if (fixed === undefined) throw unknownType(type, offset);
    const { view, at } = yield* this.#walker.take(fixed.bytes);
    const value = fixed.read(view, at, this.#isLittle);
    if (value !== undefined) return value;
    throw new HeaderProblem(`its switch at byte ${offset} is neither on nor off`, offset);
  }

  *#readType(): Step<number> {
    const { view, at } = yield* this.#walker.take(4);
    return view.getUint32(at, this.#isLittle);
  }

  *#readTextValue(): Step<MetadataValue> {
    const length = yield* this.readCount('bytes in a text', Number.MAX_SAFE_INTEGER);
    if (length <= longestText && this.#keptBytes + length <= mostKeptBytes) {
      this.#keptBytes += length;
      return yield* this.#readText(length);
    }
    this.#walker.skip(length);
    return { skipped: 'text', length };
  }

  *#readText(length: number): Step<string> {
    const { view, at } = yield* this.#walker.take(length);
    return new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + at, length));
  }

  *#skipArray(depth: number): Step<number> {
    const { offset } = this.#walker;
    const type = yield* this.#readType();
    const count = yield* this.readCount('items in an array', Number.MAX_SAFE_INTEGER);
    const fixed = fixedTypes[type];
    if (fixed !== undefined) {
      this.#walker.skip(count * fixed.bytes);
      return count;
    }
    if (type !== textType && type !== arrayType) throw unknownType(type, offset);
    if (depth === 0) throw new HeaderProblem('its arrays are too deep', offset);
    for (let left = count; left > 0; left -= 1) {
      if (type === arrayType) yield* this.#skipArray(depth - 1);
      else this.#walker.skip(yield* this.readCount('bytes in a text', Number.MAX_SAFE_INTEGER));
    }
    return count;
  }
}

function unknownType(type: number, offset: number): HeaderProblem {
  return new HeaderProblem(`it has a value of the unknown type ${type} at byte ${offset}`, offset);
}
