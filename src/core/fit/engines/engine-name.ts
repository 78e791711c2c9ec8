/** An engine that loads weights of transformers, and takes a share of each GPU at its start. */
export type TransformersEngine = 'vllm' | 'sglang' | 'tgi';

/** All of them. */
export const transformersEngines: readonly TransformersEngine[] = ['vllm', 'sglang', 'tgi'];
