/** What an engine says in its log of where a model lies. */
export interface EngineEvidence {
  /** Layers on GPUs of all that there are, the output as one; absent where it says nothing of GPUs. */
  readonly gpuLayers?: number;
  readonly layers?: number;
  /** By the device as the engine names it, such as `CUDA0`, or `host`: the bytes of its buffers. */
  readonly places: ReadonlyMap<string, number>;
}
