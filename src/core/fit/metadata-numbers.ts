import type { GgufView } from './gguf-view.ts';

/** Reads numbers under the prefix of the model's architecture. */
export interface MetadataNumbers {
  /** A scalar; `undefined` where it is missing or something else. */
  readonly one: (key: string) => number | undefined;
  /** One value for each layer, from an array or from a scalar that is the same for all. */
  readonly perLayer: (key: string) => ((layer: number) => number | undefined) | undefined;
}

/** Values of the metadata as sizes: whole numbers from 0 on; flags count as 0 and 1. */
export function metadataNumbers({ metadata }: GgufView, architecture: string): MetadataNumbers {
  const at = (key: string): unknown => metadata.get(`${architecture}.${key}`);
  return {
    one: (key) => numberOf(at(key)),
    perLayer: (key) => {
      const value = at(key);
      if (Array.isArray(value) || ArrayBuffer.isView(value)) {
        const values: readonly unknown[] = Array.from(value as ArrayLike<unknown>);
        return (layer) => numberOf(values[layer]);
      }
      const scalar = numberOf(value);
      return scalar === undefined ? undefined : () => scalar;
    },
  };
}

/** Whether the metadata has an array there, which the reader may have kept or only counted. */
export function hasArray({ metadata, counts }: GgufView, key: string): boolean {
  const value = metadata.get(key);
  return Array.isArray(value) || ArrayBuffer.isView(value) || counts.has(key);
}

/** llama.cpp keeps sizes in 32 bits. */
const greatest = 2 ** 32 - 1;

// What is no size, as a hostile file may have it, is as good as missing.
function numberOf(value: unknown): number | undefined {
  const isKnown = /^(number|bigint|boolean)$/.test(typeof value);
  const number = isKnown ? Number(value) : Number.NaN;
  return Number.isInteger(number) && number >= 0 && number <= greatest ? number : undefined;
}
