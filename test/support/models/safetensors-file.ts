/** A tensor whose data are zeros. */
export interface WrittenTensor {
  readonly type: string;
  readonly shape: readonly number[];
}

const bits: Readonly<Record<string, number>> = { F32: 32, BF16: 16, F8_E4M3: 8, U8: 8, I32: 32 };

/** A header of safetensors around any JSON, as bytes. */
export function safetensorsHead(json: unknown): Buffer {
  const text = Buffer.from(typeof json === 'string' ? json : JSON.stringify(json));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text]);
}

/** The JSON of a header in which tensors lie one behind the other, and their bytes. */
export function safetensorsEntries(tensors: Readonly<Record<string, WrittenTensor>>) {
  let end = 0;
  const entries = Object.entries(tensors).map(([name, { type, shape }]) => {
    const start = end;
    end += (shape.reduce((product, size) => product * size, 1) * (bits[type] ?? 8)) / 8;
    return [name, { dtype: type, shape, data_offsets: [start, end] }] as const;
  });
  return { entries: Object.fromEntries(entries), bytes: end };
}

/** A whole file of safetensors. */
export function safetensorsFile(tensors: Readonly<Record<string, WrittenTensor>>): Buffer {
  const { entries, bytes } = safetensorsEntries(tensors);
  const head = safetensorsHead({ __metadata__: { format: 'pt' }, ...entries });
  return Buffer.concat([head, Buffer.alloc(bytes)]);
}
