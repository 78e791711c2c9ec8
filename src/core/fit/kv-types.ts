interface KvTypeFacts {
  /** Elements of a block. */
  readonly block: number;
  /** Bytes of a block. */
  readonly bytes: number;
  readonly quantized: boolean;
  /** Whether flash attention of CUDA has a kernel for it; without one it runs on the processor. */
  readonly cudaKernel: boolean;
}

/** What a KV cache can be kept in (ggml 0.27; the types that llama-server 0.7.0 takes). */
const kvTypes = {
  f32: { block: 1, bytes: 4, quantized: false, cudaKernel: true },
  f16: { block: 1, bytes: 2, quantized: false, cudaKernel: true },
  bf16: { block: 1, bytes: 2, quantized: false, cudaKernel: true },
  q8_0: { block: 32, bytes: 34, quantized: true, cudaKernel: true },
  q4_0: { block: 32, bytes: 18, quantized: true, cudaKernel: true },
  q4_1: { block: 32, bytes: 20, quantized: true, cudaKernel: true },
  iq4_nl: { block: 32, bytes: 18, quantized: true, cudaKernel: false },
  q5_0: { block: 32, bytes: 22, quantized: true, cudaKernel: true },
  q5_1: { block: 32, bytes: 24, quantized: true, cudaKernel: true },
} as const satisfies Record<string, KvTypeFacts>;

export type KvType = keyof typeof kvTypes;

/** Block, bytes and kernels of a type of KV cache. */
export function kvTypeFacts(type: KvType): KvTypeFacts {
  return kvTypes[type];
}

/** Whether a word is a type of KV cache. */
export function isKvType(word: string): word is KvType {
  return Object.hasOwn(kvTypes, word);
}

/** Bytes of `elements` in a type; blocks are not rounded up, the checks refuse part of a block. */
export function kvBytes(type: KvType, elements: number): number {
  const { block, bytes } = kvTypes[type];
  return (elements / block) * bytes;
}
