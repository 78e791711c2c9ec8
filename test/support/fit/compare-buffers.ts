import type { EstimatePart, PlaceEstimate } from '../../../src/core/fit/place-estimate.ts';
import { type BufferKind, engineBuffers, roundingBytes } from './engine-buffers.ts';
import type { RowError } from './relative-errors.ts';

/** Which lines of an estimate a kind of buffer is for. */
const partsOf: Readonly<Record<BufferKind, readonly EstimatePart[]>> = {
  model: ['weights', 'repacked'],
  KV: ['kv'],
  RS: ['state'],
  compute: ['compute'],
  output: ['output'],
};

/** Kinds of buffers that each of the random models has. */
export const allKinds: readonly BufferKind[] = ['model', 'KV', 'compute', 'output'];

/** What a device adds to the host: its weights may still be mapped, and span more than it reads. */
export const besideWeights: readonly BufferKind[] = ['KV', 'compute', 'output'];

/**
 * How far the host's lines of an estimate are from the buffers that the engine says it has there,
 * beyond what the rounding of its lines explains.
 */
export function compareHost(
  { lines }: PlaceEstimate,
  { said, kinds, row }: { said: string; kinds: readonly BufferKind[]; row: string },
): RowError[] {
  const buffers = engineBuffers(said).filter(({ place }) => place.startsWith('CPU'));
  return kinds.map((kind) => {
    const known = buffers.filter((buffer) => buffer.kind === kind);
    const real = known.reduce((sum, { bytes }) => sum + bytes, 0);
    const ours = lines
      .filter(({ what }) => partsOf[kind].includes(what))
      .reduce((sum, { bytes }) => sum + bytes, 0);
    const rounding = known.length * roundingBytes;
    const off = Math.max(0, Math.abs(ours - real) - rounding) * Math.sign(ours - real);
    return { row: `${kind} of ${row}`, relative: off === 0 ? 0 : off / real };
  });
}
