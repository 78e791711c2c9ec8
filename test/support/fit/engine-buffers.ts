/** Kinds of buffers of the engine's log (llama-server 0.7.0, `-lv 4`). */
export type BufferKind = 'model' | 'KV' | 'RS' | 'compute' | 'output';

export interface EngineBuffer {
  readonly kind: BufferKind;
  /** A processor by its name, a device without its address. */
  readonly place: string;
  /** Rounded to hundredths of a MiB. */
  readonly bytes: number;
}

const mebibyte = 1024 ** 2;

/** What half of a hundredth of a MiB is in bytes: each line may be off by so much. */
export const roundingBytes = 0.005 * mebibyte;

/** Buffers that an engine's log names, in its order. */
export function engineBuffers(log: string): EngineBuffer[] {
  const line = /(\S+?)(?:\[\S*\])? +(model|KV|RS|compute|output) buffer size = +([\d.]+) MiB/g;
  return [...log.matchAll(line)].map(([, place = '', kind, size]) => ({
    place,
    kind: kind as BufferKind,
    bytes: Number(size) * mebibyte,
  }));
}
