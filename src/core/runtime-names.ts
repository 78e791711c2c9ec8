/** Every kind of engine, by the name that `runtime.kind` has for it. */
export const runtimeNames = ['llamacpp', 'vllm', 'sglang', 'generic'] as const;

/** Those that a machine runs without a cluster. */
export const hostRuntimeNames: readonly string[] = ['llamacpp'];
