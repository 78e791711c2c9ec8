import type { FitDevice } from './fit-hardware.ts';

/** GPUs of that memory in bytes, as llama.cpp names those of CUDA. */
export function devicesOf(sizes: readonly number[]): readonly FitDevice[] {
  return sizes.map((totalBytes, index) => ({ id: `CUDA${index}`, kind: 'cuda', totalBytes }));
}
