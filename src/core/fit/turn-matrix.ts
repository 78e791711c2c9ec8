import { type KvType, kvTypeFacts } from './kv-types.ts';

/** Heads of other sizes than multiples of this are not turned. */
const leastRows = 64;

/**
 * Rows of the matrix (Hadamard) that heads are multiplied with before a quantized cache keeps them,
 * so that they lose less; 0 where they are kept as they are. Heads of V have the smallest matrix,
 * those of K the largest power of two that divides them (llama.cpp 0.7.0).
 */
export function turnRows(
  { type, size }: { readonly type: KvType; readonly size: number },
  part: 'keys' | 'values',
): number {
  if (!kvTypeFacts(type).quantized || size === 0 || size % leastRows !== 0) return 0;
  let rows = leastRows;
  while (part === 'keys' && size % (2 * rows) === 0) rows *= 2;
  return rows;
}

/** Bytes of that matrix. */
export function turnBytes(rows: number): number {
  return 4 * rows * rows;
}
