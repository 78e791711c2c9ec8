import * as z from 'zod';
import { quoteWord } from '../text/quote-word.ts';
import type { SafeTensor, SafetensorsProblem } from './safetensors-header.ts';
import { safetensorsBits } from './safetensors-types.ts';

const size = z.int().min(0);
const tensorSchema = z.strictObject({
  dtype: z.string().min(1).max(32),
  shape: z.array(size).max(32),
  data_offsets: z.tuple([size, size]),
});

export type PlacedTensors =
  | { readonly kind: 'placed'; readonly tensors: readonly SafeTensor[]; readonly bytes: number }
  | { readonly kind: 'problem'; readonly problem: SafetensorsProblem };

interface Placed extends SafeTensor {
  readonly start: number;
}

/**
 * Reads what a header says of its tensors, without `__metadata__`. The format wants their bytes
 * one behind the other from 0 on: no gap, and none that belongs to two.
 */
export function placeSafeTensors(entries: readonly (readonly [string, unknown])[]): PlacedTensors {
  const tensors: Placed[] = [];
  for (const [name, value] of entries) {
    const parsed = tensorSchema.safeParse(value);
    if (!parsed.success) {
      return problem('tensor-form', `its tensor ${named(name)} has no form that the format knows`);
    }
    const { dtype: type, shape, data_offsets: range } = parsed.data;
    const [start, end] = range;
    const bytes = end - start;
    if (!isSize(bytes, { type, shape })) {
      const fact = `its tensor ${named(name)} has other bytes than its shape and its type take`;
      return problem('tensor-size', fact);
    }
    tensors.push({ name, type, shape, bytes, start });
  }
  return inOneRow(tensors);
}

function isSize(bytes: number, { type, shape }: Pick<SafeTensor, 'type' | 'shape'>): boolean {
  if (bytes < 0) return false;
  const bits = Object.hasOwn(safetensorsBits, type) ? safetensorsBits[type] : undefined;
  // A type that came later takes what its place says.
  if (bits === undefined) return true;
  const all = shape.reduce((product, length) => product * length, bits);
  return Number.isSafeInteger(all) && all === bytes * 8;
}

function inOneRow(tensors: readonly Placed[]): PlacedTensors {
  let end = 0;
  // One without bytes lies where the next one begins.
  for (const { name, start, bytes } of tensors.toSorted(
    (a, b) => a.start - b.start || a.bytes - b.bytes,
  )) {
    if (start < end) return problem('tensor-overlap', `its tensor ${named(name)} overlaps another`);
    if (start > end) {
      return problem(
        'tensor-gap',
        `${start - end} bytes before its tensor ${named(name)} are none's`,
      );
    }
    end = start + bytes;
  }
  return { kind: 'placed', tensors: tensors.map(({ start: _, ...tensor }) => tensor), bytes: end };
}

const longestName = 80;

// A name of a file may hold anything, and may be as long as the header.
function named(name: string): string {
  const short = name.length > longestName ? `${name.slice(0, longestName)}...` : name;
  return quoteWord(short.replaceAll(/[\p{Cc}\p{Cs}]/gu, '?'));
}

function problem(kind: SafetensorsProblem['kind'], fact: string): PlacedTensors {
  return { kind: 'problem', problem: { kind, fact } };
}
