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

/** The number of each type in a file, its bytes, and who writes it. */
const numbers = {
  uint8: [0, 1, 'setUint8'],
  int8: [1, 1, 'setInt8'],
  uint16: [2, 2, 'setUint16'],
  int16: [3, 2, 'setInt16'],
  uint32: [4, 4, 'setUint32'],
  int32: [5, 4, 'setInt32'],
  float32: [6, 4, 'setFloat32'],
  bool: [7, 1, 'setUint8'],
  uint64: [10, 8, 'setBigUint64'],
  int64: [11, 8, 'setBigInt64'],
  float64: [12, 8, 'setFloat64'],
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
    number('uint32', type === 'string' ? 8 : type === 'array' ? 9 : numbers[type][0]);
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

/** The bytes of one number, as it stands in a file. */
export function numberBytes(
  { type, value }: { readonly type: keyof typeof numbers; readonly value: number | bigint },
  isLittle: boolean,
): Buffer {
  const [, bytes, write] = numbers[type];
  const buffer = Buffer.alloc(bytes);
  const view = new DataView(buffer.buffer, buffer.byteOffset, bytes);
  if (write === 'setBigUint64' || write === 'setBigInt64') view[write](0, BigInt(value), isLittle);
  else view[write](0, Number(value), isLittle);
  return buffer;
}
