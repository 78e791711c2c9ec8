interface GgmlType {
  readonly id: number;
  readonly block: number;
  readonly bytes: number;
}

const types = {
  f32: { id: 0, block: 1, bytes: 4 },
  f16: { id: 1, block: 1, bytes: 2 },
  bf16: { id: 30, block: 1, bytes: 2 },
  q4_0: { id: 2, block: 32, bytes: 18 },
  q5_0: { id: 6, block: 32, bytes: 22 },
  q5_1: { id: 7, block: 32, bytes: 24 },
  q8_0: { id: 8, block: 32, bytes: 34 },
  q4_k: { id: 12, block: 256, bytes: 144 },
  q5_k: { id: 13, block: 256, bytes: 176 },
  q6_k: { id: 14, block: 256, bytes: 210 },
  iq4_nl: { id: 20, block: 32, bytes: 18 },
  iq4_xs: { id: 23, block: 256, bytes: 136 },
  mxfp4: { id: 39, block: 32, bytes: 17 },
} as const satisfies Record<string, GgmlType>;

type TypeName = keyof typeof types;

/** What stands in for a type whose blocks do not divide a row. */
const fallbacks: Readonly<Partial<Record<TypeName, TypeName>>> = {
  q4_k: 'q5_0',
  q5_k: 'q5_1',
  q6_k: 'q8_0',
  iq4_xs: 'iq4_nl',
};

export interface UntypedTensor {
  readonly name: string;
  readonly dims: readonly number[];
  /** Absent for tensors of no layer. */
  readonly layer: number | undefined;
}

/** The type of a tensor in a file of a quantization, as the quantizer of llama.cpp mixes them. */
export function typeOf(tensor: UntypedTensor, quant: string, layers: number): GgmlType {
  return types[fitRow(wantedType(tensor, quant, layers), tensor.dims[0] ?? 0)];
}

/** Bytes of a tensor in a type. */
export function bytesOf({ block, bytes }: GgmlType, dims: readonly number[]): number {
  return dims.reduce((product, size) => product * size, bytes / block);
}

function wantedType({ name, dims, layer }: UntypedTensor, quant: string, layers: number): TypeName {
  if (dims.length === 1) return 'f32';
  if (/norm|ffn_gate_inp|ssm_(conv1d|a|d)|attn_sinks|bias$/.test(name)) return 'f32';
  if (quant === 'mxfp4') {
    if (name.endsWith('_exps.weight')) return 'mxfp4';
    return /token_embd|output\.weight|attn_/.test(name) ? 'q8_0' : 'f16';
  }
  if (quant !== 'q4_k_m') return isType(quant) ? quant : 'f16';
  if (name === 'output.weight') return 'q6_k';
  const isSensitive = /attn_v|ffn_down/.test(name) && layer !== undefined;
  return isSensitive && hasMoreBits(layer, layers) ? 'q6_k' : 'q4_k';
}

/** The first eighth, the last, and every third layer between them. */
function hasMoreBits(layer: number, layers: number): boolean {
  const eighth = Math.floor(layers / 8);
  const isMiddle = layer >= eighth && layer < Math.floor((7 * layers) / 8);
  return !isMiddle || (layer - eighth) % 3 === 2;
}

function fitRow(type: TypeName, row: number): TypeName {
  if (row % types[type].block === 0) return type;
  return row % 32 === 0 ? (fallbacks[type] ?? 'f16') : 'f16';
}

function isType(word: string): word is TypeName {
  return Object.hasOwn(types, word);
}
