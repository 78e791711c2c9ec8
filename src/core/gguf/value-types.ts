import type { MetadataNumber } from './metadata.ts';

/** A kind of value that always takes the same number of bytes. */
export interface FixedType {
  readonly bytes: number;
  /** Nothing when these bytes are no such value. */
  readonly read: (view: DataView, at: number, isLittle: boolean) => MetadataNumber | undefined;
}

/** Numbers of the kinds of values that have no fixed size. */
export const textType = 8;
export const arrayType = 9;

/** By their numbers in a file (`gguf_metadata_value_type` of the format's specification). */
export const fixedTypes: Readonly<Record<number, FixedType>> = {
  0: { bytes: 1, read: (view, at) => view.getUint8(at) },
  1: { bytes: 1, read: (view, at) => view.getInt8(at) },
  2: { bytes: 2, read: (view, at, isLittle) => view.getUint16(at, isLittle) },
  3: { bytes: 2, read: (view, at, isLittle) => view.getInt16(at, isLittle) },
  4: { bytes: 4, read: (view, at, isLittle) => view.getUint32(at, isLittle) },
  5: { bytes: 4, read: (view, at, isLittle) => view.getInt32(at, isLittle) },
  6: { bytes: 4, read: (view, at, isLittle) => view.getFloat32(at, isLittle) },
  7: { bytes: 1, read: (view, at) => [false, true][view.getUint8(at)] },
  10: { bytes: 8, read: (view, at, isLittle) => exact(view.getBigUint64(at, isLittle)) },
  11: { bytes: 8, read: (view, at, isLittle) => exact(view.getBigInt64(at, isLittle)) },
  12: { bytes: 8, read: (view, at, isLittle) => view.getFloat64(at, isLittle) },
};

function exact(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
