import type { GgufTensor, TensorInfo } from './gguf-header.ts';
import { type GgufProblemKind, HeaderProblem } from './gguf-problem.ts';
import { tensorTypes } from './tensor-types.ts';

/** Where the data of a file lie, all in bytes. */
export interface DataPlace {
  readonly alignment: number;
  readonly dataOffset: number;
  /** Of the whole file, where that is known. */
  readonly fileBytes?: number | undefined;
}

interface SizedTensor {
  readonly tensor: TensorInfo;
  /** Of a known type. */
  readonly bytes: number | undefined;
  /** What it takes at least, whatever its type. */
  readonly least: number;
}

/**
 * Gives each tensor its bytes, in the order of the header. Throws a `HeaderProblem` where they
 * cannot lie in one file like that.
 */
export function placeTensors(tensors: readonly TensorInfo[], place: DataPlace): GgufTensor[] {
  const sized = tensors.map((tensor) => sizeTensor(tensor, place));
  // One without bytes lies where the next one begins.
  const inFile = sized.toSorted((a, b) => a.tensor.offset - b.tensor.offset || a.least - b.least);
  const placed = new Map<SizedTensor, GgufTensor>();
  inFile.forEach((one, index) => {
    placed.set(one, placeTensor({ ...one, next: inFile[index + 1]?.tensor }, place));
  });
  return sized.flatMap((one) => placed.get(one) ?? []);
}

function sizeTensor(tensor: TensorInfo, place: DataPlace): SizedTensor {
  const { name, dims, type, offset } = tensor;
  if (offset % place.alignment !== 0) {
    const fact = `its tensor \`${name}\` begins at ${offset}, no multiple of ${place.alignment}`;
    throw refused('tensor-offset', fact, place);
  }
  const elements = product(dims);
  const known = tensorTypes[type];
  const least = Math.min(elements, 1);
  const bytes = known === undefined ? least : (elements / known.elements) * known.bytes;
  if (!isCountable(elements) || !isCountable(place.dataOffset + offset + bytes)) {
    const fact = `its tensor \`${name}\` of ${dims.join(' x ')} elements is larger than any file`;
    throw refused('tensor-size', fact, place);
  }
  if (known === undefined) return { tensor, bytes: undefined, least };
  const [row = 1] = dims;
  if (row % known.elements === 0) return { tensor, bytes, least: bytes };
  const blocks = `${known.name} takes ${known.elements} at a time`;
  const fact = `its tensor \`${name}\` has rows of ${row} elements, and ${blocks}`;
  throw refused('tensor-size', fact, place);
}

function placeTensor(
  { tensor, bytes, least, next }: SizedTensor & { readonly next: TensorInfo | undefined },
  place: DataPlace,
): GgufTensor {
  const { name, dims, type, offset } = tensor;
  const info = { name, dims, type, offset };
  const { dataOffset, fileBytes } = place;
  if (next !== undefined && offset + least > next.offset) {
    const fact = `its tensors \`${name}\` and \`${next.name}\` overlap`;
    throw refused('tensor-overlap', fact, place);
  }
  const end = dataOffset + offset + least;
  if (fileBytes !== undefined && end > fileBytes) {
    const fact = `it ends at byte ${fileBytes}, before the end of its tensor \`${name}\``;
    throw refused('tensor-beyond-file', fact, place);
  }
  if (bytes !== undefined) return { ...info, bytes, bytesAre: 'exact' };
  const bound = next?.offset ?? (fileBytes === undefined ? undefined : fileBytes - dataOffset);
  if (bound === undefined) return { ...info, bytes: 0, bytesAre: 'unknown' };
  return { ...info, bytes: bound - offset, bytesAre: 'at-most' };
}

function product(dims: readonly number[]): number {
  return dims.reduce((elements, dim) => elements * dim, 1);
}

/** Rounded numbers are never below 2^53, so what passes is exact. */
function isCountable(number: number): boolean {
  return number <= Number.MAX_SAFE_INTEGER;
}

function refused(kind: GgufProblemKind, fact: string, { dataOffset }: DataPlace): HeaderProblem {
  return new HeaderProblem({ kind, fact, offset: dataOffset });
}
