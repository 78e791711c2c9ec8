import type { TensorView } from './gguf-view.ts';

/** Bytes of tensors in each place where they can be kept. */
export interface WeightBytes {
  /** In the file. */
  readonly file: number;
  /** On a device that keeps a tensor as it is. */
  readonly device: number;
  /** On a device that pads the rows of quantized tensors. */
  readonly padded: number;
  /** In memory of the host. */
  readonly host: number;
  /** Those of `host` that are rearranged for the processor, into memory without a file behind. */
  readonly repacked: number;
}

export const noWeights: WeightBytes = { file: 0, device: 0, padded: 0, host: 0, repacked: 0 };

/** Devices begin each tensor at a multiple of this, the host at one of 32 (ggml 0.27). */
const deviceAlignment = 128;
const hostAlignment = 32;

/** CUDA pads rows of quantized tensors to a multiple of this many elements (ggml 0.27). */
const rowPadding = 512;

/** f32, f16, i8, i16, i32, i64, f64, bf16: types without blocks (ids of ggml 0.27). */
const plainTypes = new Set([0, 1, 24, 25, 26, 27, 28, 30]);

/** q4_0, q2_k, q4_k, iq4_nl, mxfp4: what the x86 processor backend rearranges (ggml 0.27). */
const repackedTypes = new Set([2, 10, 12, 20, 39]);

/** What one tensor takes in each place; `multiplied` for one that matrices are multiplied with. */
export function weightBytesOf(tensor: TensorView, multiplied: boolean): WeightBytes {
  const { bytes, dims, type } = tensor;
  const host = roundUp(bytes, hostAlignment);
  return {
    file: bytes,
    device: roundUp(bytes, deviceAlignment),
    padded: roundUp(bytes + rowPaddingOf(tensor), deviceAlignment),
    host,
    repacked: multiplied && dims.length > 1 && repackedTypes.has(type) ? host : 0,
  };
}

/** The sum, place by place. */
export function addWeights(a: WeightBytes, b: WeightBytes): WeightBytes {
  return {
    file: a.file + b.file,
    device: a.device + b.device,
    padded: a.padded + b.padded,
    host: a.host + b.host,
    repacked: a.repacked + b.repacked,
  };
}

/** `value` rounded up to a multiple of `step`. */
export function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}

function rowPaddingOf({ bytes, dims, type }: TensorView): number {
  const row = dims[0] ?? 0;
  const over = row % rowPadding;
  if (plainTypes.has(type) || over === 0 || row === 0) return 0;
  const elements = dims.reduce((product, size) => product * size, 1);
  return elements === 0 ? 0 : Math.floor((bytes / elements) * (rowPadding - over));
}
