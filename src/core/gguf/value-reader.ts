import { findFormatProblem, ggufHeadBytes } from '../source/gguf-head.ts';
import type { ByteWalker, Step } from './byte-walker.ts';
import { type GgufProblemKind, HeaderProblem } from './gguf-problem.ts';
import type { GgufMetadata, MetadataNumber, MetadataValue } from './metadata.ts';
import { arrayType, type FixedType, fixedTypes, textType } from './value-types.ts';

/** By the specification, in bytes. */
const longestKey = 65_535;
/** A longer text is counted and not kept; chat templates have some ten thousand bytes. */
const longestText = 1024 ** 2;
const mostKeptBytes = 16 * 1024 ** 2;
/** What a layer or a head has one of is in arrays of some hundred items. */
const longestKeptArray = 4096;
const mostKeptItems = 262_144;
const mostValues = 65_536;
const deepestArray = 8;

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** The head of a file: what its first 24 bytes say. */
export type GgufStart = Pick<GgufMetadata, 'version' | 'byteOrder' | 'tensors' | 'values'>;

export interface KeptArrays {
  /** Keeps numbers and switches in arrays of up to 4096 items, but none of a tokenizer. */
  readonly keepsArrays: boolean;
}

/** Reads the values of a GGUF header one after the other, in the byte order of the file. */
export class ValueReader {
  readonly #walker: ByteWalker;
  readonly #keepsArrays: boolean;
  #isLittle = true;
  #keptBytes = 0;
  #keptItems = 0;

  constructor(walker: ByteWalker, { keepsArrays }: KeptArrays) {
    this.#walker = walker;
    this.#keepsArrays = keepsArrays;
  }

  *readStart(): Step<GgufStart> {
    const head = yield* this.#walker.takeUpTo(ggufHeadBytes);
    const problem = findFormatProblem(head);
    if (problem !== undefined) throw refused(problem.kind, problem.fact, 0);
    const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
    // A version of the other byte order is a multiple of 65536.
    this.#isLittle = view.getUint32(4, true) % 65_536 !== 0;
    const version = view.getUint32(4, this.#isLittle);
    if (version !== 2 && version !== 3) {
      const fact = `it is of version ${version} of GGUF, and only 2 and 3 are read`;
      throw refused('version', fact, 4);
    }
    return {
      version,
      byteOrder: this.#isLittle ? 'little' : 'big',
      tensors: this.#count({ view, at: 8 }, { what: 'tensors', offset: 8 }),
      values: this.#count({ view, at: 16 }, { what: 'values', offset: 16, most: mostValues }),
    };
  }

  *readCount(what: string, most?: number): Step<number> {
    const { offset } = this.#walker;
    return this.#count(yield* this.#walker.take(8), { what, offset, most });
  }

  *readKey(): Step<string> {
    const { offset } = this.#walker;
    const length = yield* this.readCount('bytes in a key', longestKey);
    const key = yield* this.readText(length);
    // Without control characters, so that it can be shown; the specification allows even less.
    if (/^[\x21-\x7e]+$/.test(key)) return key;
    throw refused('key', `it has a key that is none at byte ${offset}`, offset);
  }

  *readValue(key: string): Step<MetadataValue> {
    const { offset } = this.#walker;
    const type = yield* this.readUint32();
    if (type === textType) return yield* this.#readTextValue();
    if (type === arrayType) return yield* this.#readArray(key);
    const fixed = fixedTypes[type];
    if (fixed === undefined) throw unknownType(type, offset);
    return this.#fixedAt(yield* this.#walker.take(fixed.bytes), fixed);
  }

  *readUint32(): Step<number> {
    const { view, at } = yield* this.#walker.take(4);
    return view.getUint32(at, this.#isLittle);
  }

  *readText(length: number): Step<string> {
    const { view, at } = yield* this.#walker.take(length);
    return utf8.decode(new Uint8Array(view.buffer, view.byteOffset + at, length));
  }

  #count(
    { view, at }: { readonly view: DataView; readonly at: number },
    { what, offset, most = Number.MAX_SAFE_INTEGER }: CountWords,
  ): number {
    const count = view.getBigUint64(at, this.#isLittle);
    if (count <= BigInt(most)) return Number(count);
    throw refused('count', `it says that it has ${count} ${what}`, offset);
  }

  #fixedAt({ view, at }: { view: DataView; at: number }, { bytes, read }: FixedType) {
    const value = read(view, at, this.#isLittle);
    if (value !== undefined) return value;
    const offset = this.#walker.offset - bytes;
    throw refused('bool', `its switch at byte ${offset} is neither on nor off`, offset);
  }

  *#readTextValue(): Step<MetadataValue> {
    const length = yield* this.readCount('bytes in a text');
    if (length <= longestText && this.#keptBytes + length <= mostKeptBytes) {
      this.#keptBytes += length;
      return yield* this.readText(length);
    }
    this.#walker.skip(length);
    return { skipped: 'text', length };
  }

  *#readArray(key: string): Step<MetadataValue> {
    const { offset } = this.#walker;
    const type = yield* this.readUint32();
    const count = yield* this.readCount('items in an array');
    const fixed = fixedTypes[type];
    const isKept = fixed !== undefined && this.#isArrayKept(key, count);
    if (isKept) return yield* this.#readItems(fixed, count);
    yield* this.#skipItems({ type, count, offset }, deepestArray);
    return { skipped: 'array', length: count };
  }

  #isArrayKept(key: string, count: number): boolean {
    if (!this.#keepsArrays || key.startsWith('tokenizer.')) return false;
    return count <= longestKeptArray && this.#keptItems + count <= mostKeptItems;
  }

  *#readItems(fixed: FixedType, count: number): Step<readonly MetadataNumber[]> {
    this.#keptItems += count;
    const { view, at } = yield* this.#walker.take(count * fixed.bytes);
    return Array.from({ length: count }, (_, index) =>
      this.#fixedAt({ view, at: at + index * fixed.bytes }, fixed),
    );
  }

  *#skipItems({ type, count, offset }: SkippedItems, depth: number): Step<void> {
    const fixed = fixedTypes[type];
    if (fixed !== undefined) return this.#walker.skip(count * fixed.bytes);
    if (type === textType) return yield* this.#walker.skipTexts(count, this.#isLittle);
    if (type !== arrayType) throw unknownType(type, offset);
    if (depth === 0) throw refused('array-depth', 'its arrays are too deep', offset);
    for (let left = count; left > 0; left -= 1) {
      const inner = { offset: this.#walker.offset, type: yield* this.readUint32() };
      const items = yield* this.readCount('items in an array');
      yield* this.#skipItems({ ...inner, count: items }, depth - 1);
    }
  }
}

interface CountWords {
  readonly what: string;
  readonly offset: number;
  readonly most?: number | undefined;
}

interface SkippedItems {
  readonly type: number;
  readonly count: number;
  /** Where the array begins. */
  readonly offset: number;
}

function refused(kind: GgufProblemKind, fact: string, offset: number): HeaderProblem {
  return new HeaderProblem({ kind, fact, offset });
}

function unknownType(type: number, offset: number): HeaderProblem {
  const fact = `it has a value of the unknown type ${type} at byte ${offset}`;
  return refused('value-type', fact, offset);
}
