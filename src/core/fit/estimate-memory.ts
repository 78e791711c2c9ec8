const mebibyte = 1024 ** 2;
const kibibyte = 1024;

/** Where the numbers of a model are not read yet: a rule of thumb for small and medium models. */
const beside = 512 * mebibyte;
const bytesPerToken = 128 * kibibyte;

export interface MemoryQuestion {
  /** Of the file of weights. */
  readonly fileBytes: number;
  /** Tokens that the engine keeps room for. */
  readonly contextLength: number;
}

/** What an engine will need, as an estimate: the weights, 512 MiB, and 128 KiB for each token. */
export function estimateMemory({ fileBytes, contextLength }: MemoryQuestion): number {
  return fileBytes + beside + bytesPerToken * contextLength;
}
