import type { GgufTensor, HeaderOutcome } from '../../../src/core/gguf/gguf-header.ts';
import { type HeaderLimits, readGgufHeader } from '../../../src/core/gguf/read-gguf-header.ts';
import { tensorTypes } from '../../../src/core/gguf/tensor-types.ts';
import { ggufHeader, numberBytes, type WrittenHeader, type WrittenValue } from './gguf-header.ts';

export interface WrittenTensor {
  readonly name: string;
  readonly dims: readonly (number | bigint)[];
  /** F32 unless said otherwise. */
  readonly type?: number;
  /** Behind the tensor before it unless said otherwise. */
  readonly offset?: number | bigint;
}

export interface WrittenFile extends Omit<WrittenHeader, 'tensors'> {
  readonly tensors: readonly WrittenTensor[];
  /** Where the data and each tensor begin; said by the values where it is not 32. */
  readonly alignment?: number;
}

export interface GgufFile {
  /** The header, and zeros for the data. */
  readonly bytes: Buffer;
  readonly headerBytes: number;
  readonly tensors: readonly GgufTensor[];
}

export const text = (value: string): WrittenValue => ({ type: 'string', value });
export const uint32 = (value: number): WrittenValue => ({ type: 'uint32', value });

/** A whole GGUF file, whose data are zeros. */
export function ggufFile({ tensors, alignment = 32, ...written }: WrittenFile): GgufFile {
  const isLittle = written.isBig !== true;
  const number = (type: 'uint32' | 'uint64', value: number | bigint) =>
    numberBytes({ type, value }, isLittle);
  const infos: Buffer[] = [];
  const placed: GgufTensor[] = [];
  let end = 0;
  for (const { name, dims, type = 0, offset = end } of tensors) {
    const { elements, bytes: blockBytes } = tensorTypes[type] ?? { elements: 1, bytes: 1 };
    const sizes = dims.map(Number);
    const bytes = (sizes.reduce((product, size) => product * size, 1) / elements) * blockBytes;
    placed.push({ name, dims: sizes, type, offset: Number(offset), bytes, bytesAre: 'exact' });
    end = aligned(Number(offset) + bytes, alignment);
    const rows = dims.map((size) => number('uint64', size));
    const place = [number('uint32', type), number('uint64', offset)];
    const title = [number('uint64', Buffer.byteLength(name)), Buffer.from(name)];
    infos.push(...title, number('uint32', dims.length), ...rows, ...place);
  }
  const header = Buffer.concat([ggufHeader({ ...written, tensors: tensors.length }), ...infos]);
  // What a test makes larger than memory is there by its header alone.
  const size = aligned(header.length, alignment) + end;
  const bytes = Buffer.alloc(size < 2 ** 24 ? size : header.length);
  header.copy(bytes);
  return { bytes, headerBytes: header.length, tensors: placed };
}

function aligned(bytes: number, alignment: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}

export interface Feeding extends HeaderLimits {
  /** How many bytes come at a time, one after the other and again from the first; else all. */
  readonly chunks?: readonly number[];
}

export interface Fed {
  readonly outcome: HeaderOutcome;
  readonly asked: readonly { readonly offset: number; readonly length: number }[];
  /** Bytes that were handed over. */
  readonly given: number;
}

/** Has a header read from the bytes of a file; what was handed over is overwritten afterwards. */
export function feedHeader(file: Uint8Array, { chunks = [], ...limits }: Feeding = {}): Fed {
  const reader = readGgufHeader(limits);
  const asked: { offset: number; length: number }[] = [];
  let given = 0;
  let step = reader.next();
  while (!step.done) {
    const { offset, length } = step.value;
    const chunk = chunks[asked.length % chunks.length] ?? length;
    const bytes = Uint8Array.from(file.subarray(offset, offset + Math.min(length, chunk)));
    asked.push({ offset, length });
    given += bytes.length;
    step = reader.next(bytes);
    bytes.fill(0xa5);
  }
  return { outcome: step.value, asked, given };
}
