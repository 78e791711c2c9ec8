import { open } from 'node:fs/promises';
import { ggufFile, text, uint32 } from '../models/gguf-file.ts';
import type { WrittenValue } from '../models/gguf-header.ts';
import type { ModelShape } from './model-shape.ts';
import { viewOfShape } from './view-of-shape.ts';

/** What the data of a GGUF file and each of its tensors begin at a multiple of. */
const alignment = 32;

/**
 * Writes a model of this shape that llama-server loads. Its weights are zeros that take no room on
 * the disk, so that a model of any size is written at once.
 */
export async function writeShape(path: string, shape: ModelShape, quant: string): Promise<void> {
  const { metadata, tensors } = viewOfShape(shape, quant);
  const known = [...metadata].map(([key, value]): [string, WrittenValue] => [
    key,
    typeof value === 'number' ? uint32(value) : text(String(value)),
  ]);
  const values = { ...Object.fromEntries(known), ...loadable(shape), ...vocabulary(shape.vocab) };
  const file = ggufFile({ values, tensors });
  const dataBytes = file.tensors.reduce((end, tensor) => {
    return Math.max(end, tensor.offset + tensor.bytes);
  }, 0);
  const handle = await open(path, 'w');
  try {
    await handle.write(file.bytes, 0, file.headerBytes);
    await handle.truncate(aligned(file.headerBytes) + aligned(dataBytes));
  } finally {
    await handle.close();
  }
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}

const float32 = (value: number): WrittenValue => ({ type: 'float32', value });

/** What memory does not follow from and llama.cpp 0.7.0 wants all the same. */
function loadable({ arch, expertsShared, ffShexp }: ModelShape): Record<string, WrittenValue> {
  const width = `${arch}.expert_shared_feed_forward_length`;
  const values: Record<string, WrittenValue> = {
    [`${arch}.attention.layer_norm_rms_epsilon`]: float32(1e-5),
    ...(ffShexp === undefined ? {} : { [width]: uint32(ffShexp) }),
  };
  if (expertsShared === undefined) return values;
  return {
    ...values,
    [`${arch}.expert_shared_count`]: uint32(expertsShared),
    [`${arch}.expert_weights_scale`]: float32(1),
    // Sigmoid (llama.cpp 0.7.0).
    [`${arch}.expert_gating_func`]: uint32(2),
  };
}

/** Numbers of llama.cpp 0.7.0 for kinds of tokens. */
const kinds = { normal: 1, unknown: 2, control: 3, byte: 6 };

const specials = [
  { token: '<unk>', kind: kinds.unknown },
  { token: '<s>', kind: kinds.control },
  { token: '</s>', kind: kinds.control },
];

/** The 256 bytes, which spell everything, and as many words as are missing then. */
function vocabulary(size: number): Record<string, WrittenValue> {
  const bytes = Array.from({ length: 256 }, (_, byte) => ({
    token: `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
    kind: kinds.byte,
  }));
  const spelling = [...specials, ...bytes];
  const words = Array.from({ length: size - spelling.length }, (_, index) => ({
    token: `▁${index}`,
    kind: kinds.normal,
  }));
  const all = [...spelling, ...words];
  return {
    'tokenizer.ggml.model': text('llama'),
    'tokenizer.ggml.tokens': arrayOf(
      'string',
      all.map(({ token }) => text(token)),
    ),
    'tokenizer.ggml.scores': arrayOf(
      'float32',
      all.map((_, index) => float32(-index)),
    ),
    'tokenizer.ggml.token_type': arrayOf(
      'int32',
      all.map(({ kind }) => ({ type: 'int32', value: kind })),
    ),
    'tokenizer.ggml.unknown_token_id': uint32(0),
    'tokenizer.ggml.bos_token_id': uint32(1),
    'tokenizer.ggml.eos_token_id': uint32(2),
  };
}

function arrayOf(of: WrittenValue['type'], items: readonly WrittenValue[]): WrittenValue {
  return { type: 'array', of, items };
}
