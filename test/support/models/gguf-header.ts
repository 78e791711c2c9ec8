/** A value of a header as a test writes it, by the name of its type in the specification. */
export type WrittenValue =
  | { readonly type: keyof typeof numbers; readonly value: number | bigint }
  | { readonly type: 'string'; readonly value: string }
  | {
      readonly type: 'array';
      readonly of: WrittenValue['type'];
      readonly items: readonly WrittenValue[];
    };

export interface WrittenHeader {
  readonly version?: number;
  readonly isBig?: boolean;
  readonly tensors?: number;
  readonly values: Readonly<Record<string, WrittenValue>>;
}

const numbers = {
  uint8: {
    id: 0,
    bytes: 1,
    write: (view: DataView, value: number | bigint) => view.setUint8(0, Number(value)),
  },
  int8: {
    id: 1,
    bytes: 1,
    write: (view: DataView, value: number | bigint) => view.setInt8(0, Number(value)),
  },
  uint16: {
    id: 2,
    bytes: 2,
    write: (view: DataView, value: number | bigint, isLittle: boolean) =>
      view.setUint16(0, Number(value), isLittle),
  },
  int16: {
    id: 3,
    bytes: 2,
    write: (view: DataView, value: number | bigint, isLittle: boolean) =>
      view.setInt16(0, Number(value), isLittle),
  },
  uint32: {
    id: 4,
    bytes: 4,
    write: (view: DataView, value: number | bigint, isLittle: boolean) =>
      view.setUint32(0, Number(value), isLittle),
  },
  int32: {
    id: 5,
    bytes: 4,
    write: (view: DataView, value: number | bigint, isLittle: boolean) =>
      view.setInt32(0, Number(value), isLittle),
  },
  float32: {
    id: 6,
    bytes: 4,
    write: (view: DataView, value: number | bigint, isLittle: boolean) =>
      view.setFloat32(0, Number(value), isLittle),
  },
  bool: {
    id: 7,
    bytes: 1,
    write: (view: DataView, value: number | bigint) => view.setUint8(0, Number(value)),
  },
  uint64: {
    id: 10,
    bytes: 8,
    write: (view: DataView, value: number | bigint, isLittle: boolean) =>
      view.setBigUint64(0, BigInt(value), isLittle),
  },
  int64: {
    id: 11,
    bytes: 8,
    write: (view: DataView, value: number | bigint, isLittle: boolean) =>
      view.setBigInt64(0, BigInt(value), isLittle),
  },
  float64: {
    id: 12,
    bytes: 8,
    write: (view: DataView, value: number | bigint, isLittle: boolean) =>
      view.setFloat64(0, Number(value), isLittle),
  },
} as const;

/** The bytes of a file up to the end of its metadata, in either byte order. */
export function ggufHeader({
  version = 3,
  isBig = false,
  tensors = 0,
  values,
}: WrittenHeader): Buffer {
  const isLittle = !isBig;
  const number = (type: keyof typeof numbers, value: number | bigint) =>
    numberBytes({ type, value }, isLittle);
  const text = (value: string) =>
    Buffer.concat([number('uint64', Buffer.byteLength(value)), Buffer.from(value)]);
  const idOf = (type: WrittenValue['type']) =>
    number('uint32', type === 'string' ? 8 : type === 'array' ? 9 : numbers[type].id);
  const body = (written: WrittenValue): Buffer => {
    if (written.type === 'string') return text(written.value);
    if (written.type !== 'array') return numberBytes(written, isLittle);
    const items = written.items.map(body);
    return Buffer.concat([idOf(written.of), number('uint64', items.length), ...items]);
  };
  const entries = Object.entries(values);
  return Buffer.concat([
    Buffer.from('GGUF'),
    number('uint32', version),
    number('uint64', tensors),
    number('uint64', entries.length),
    ...entries.flatMap(([key, written]) => [text(key), idOf(written.type), body(written)]),
  ]);
}

function numberBytes(
  { type, value }: { readonly type: keyof typeof numbers; readonly value: number | bigint },
  isLittle: boolean,
): Buffer {
  const { bytes, write } = numbers[type];
  const buffer = Buffer.alloc(bytes);
  write(new DataView(buffer.buffer, buffer.byteOffset, bytes), value, isLittle);
  return buffer;
}
