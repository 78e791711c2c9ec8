import { tensorTypes } from '../../../src/core/gguf/tensor-types.ts';

/** A tensor as ggml-RPC sends it (protocol 8 of ggml 0.27), as far as its memory follows from it. */
export interface RpcTensor {
  /** The id of its type. */
  readonly type: number;
  /** Elements of each dimension, the row first. */
  readonly sizes: readonly number[];
  /** The id of what it is computed by. */
  readonly operation: number;
  /** Which tensor it is a part of, and from which byte on; 0 for none. */
  readonly viewOf: bigint;
  readonly viewOffset: bigint;
}

/** Bytes of a tensor in a message. */
export const rpcTensorBytes = 296;

/** Where the fields begin: packed, little-endian. */
const at = { type: 8, sizes: 20, operation: 52, viewOf: 204, viewOffset: 212 };

/** Reads the tensor that begins at an offset of a message. */
export function readRpcTensor(message: Buffer, offset: number): RpcTensor {
  const number = (field: number): number => message.readUInt32LE(offset + field);
  return {
    type: number(at.type),
    sizes: [0, 1, 2, 3].map((dimension) => number(at.sizes + 4 * dimension)),
    operation: number(at.operation),
    viewOf: message.readBigUInt64LE(offset + at.viewOf),
    viewOffset: message.readBigUInt64LE(offset + at.viewOffset),
  };
}

/** `GGML_OP_FLASH_ATTN_EXT` of ggml 0.27. */
const flashAttention = 74;
const f16 = 1;
/** CUDA pads rows of quantized tensors to a multiple of this many elements (ggml 0.27). */
const rowPadding = 512;
const alignment = 128;

/**
 * Bytes that CUDA would ask for (ggml 0.27): rows of quantized tensors are padded, and flash
 * attention gets room for K and V in f16 where the cache has another type. `sources` are those of
 * the operation: Q, K, and V here.
 */
export function allocationOf(tensor: RpcTensor, sources: readonly RpcTensor[]): number {
  const bytes = paddedBytes(tensor);
  const [, keys, values] = sources;
  if (tensor.operation !== flashAttention || keys === undefined || values === undefined) {
    return bytes;
  }
  const isShared = values.viewOf !== 0n && values.viewOf === keys.viewOf;
  const kept = isShared && values.viewOffset === keys.viewOffset ? [keys] : [keys, values];
  return kept
    .filter(({ type }) => type !== f16)
    .reduce((all, copied) => aligned(all) + 2 * elementsOf(copied), bytes);
}

function paddedBytes(tensor: RpcTensor): number {
  const { elements: block, bytes } = tensorTypes[tensor.type] ?? { elements: 1, bytes: 4 };
  const over = block === 1 ? 0 : (tensor.sizes[0] ?? 0) % rowPadding;
  const padding = over === 0 ? 0 : rowPadding - over;
  return Math.ceil((elementsOf(tensor) + padding) / block) * bytes;
}

function elementsOf({ sizes }: RpcTensor): number {
  return sizes.reduce((product, size) => product * size, 1);
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}
