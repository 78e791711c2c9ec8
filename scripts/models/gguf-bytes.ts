/** A metadata value with its GGUF type; an array holds values of one type. */
export type MetadataValue =
  | { type: 'uint32' | 'float32'; value: number }
  | { type: 'string'; value: string }
  | { type: 'strings'; value: string[] }
  | { type: 'float32s' | 'int32s'; value: number[] };

/** A tensor of 32-bit floats; `shape` has the fastest dimension first, as GGUF writes it. */
export interface Tensor {
  name: string;
  shape: number[];
  values: Float32Array;
}

// Type numbers and layout: docs/gguf.md of the ggml repository, version 3.
const VERSION = 3;
const ALIGNMENT = 32;
const TYPE = { int32: 5, uint32: 4, float32: 6, string: 8, array: 9 };
const TENSOR_F32 = 0;

/** The bytes of a GGUF file, version 3, little-endian, with the default alignment of 32. */
export function ggufBytes(metadata: Record<string, MetadataValue>, tensors: Tensor[]): Buffer {
  const pairs = Object.entries(metadata);
  const header = Buffer.concat([
    Buffer.from('GGUF'),
    uint32(VERSION),
    uint64(tensors.length),
    uint64(pairs.length),
    ...pairs.flatMap(([key, value]) => [text(key), valueBytes(value)]),
    ...tensorInfos(tensors),
  ]);
  return Buffer.concat([aligned(header), ...tensors.map(({ values }) => aligned(floats(values)))]);
}

function valueBytes(metadata: MetadataValue): Buffer {
  switch (metadata.type) {
    case 'uint32':
      return Buffer.concat([uint32(TYPE.uint32), uint32(metadata.value)]);
    case 'float32':
      return Buffer.concat([uint32(TYPE.float32), float32(metadata.value)]);
    case 'string':
      return Buffer.concat([uint32(TYPE.string), text(metadata.value)]);
    case 'strings':
      return array(TYPE.string, metadata.value.map(text));
    case 'float32s':
      return array(TYPE.float32, metadata.value.map(float32));
    case 'int32s':
      return array(TYPE.int32, metadata.value.map(uint32));
  }
}

function array(type: number, items: Buffer[]): Buffer {
  return Buffer.concat([uint32(TYPE.array), uint32(type), uint64(items.length), ...items]);
}

function tensorInfos(tensors: Tensor[]): Buffer[] {
  let offset = 0;
  return tensors.map(({ name, shape, values }) => {
    const dimensions = [uint32(shape.length), ...shape.map(uint64)];
    const info = Buffer.concat([text(name), ...dimensions, uint32(TENSOR_F32), uint64(offset)]);
    offset += Math.ceil(values.byteLength / ALIGNMENT) * ALIGNMENT;
    return info;
  });
}

function aligned(bytes: Buffer): Buffer {
  const missing = (ALIGNMENT - (bytes.length % ALIGNMENT)) % ALIGNMENT;
  return Buffer.concat([bytes, Buffer.alloc(missing)]);
}

function floats(values: Float32Array): Buffer {
  const bytes = Buffer.alloc(values.byteLength);
  values.forEach((value, index) => {
    bytes.writeFloatLE(value, index * Float32Array.BYTES_PER_ELEMENT);
  });
  return bytes;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([uint64(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function float32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}
