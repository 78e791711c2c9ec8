import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { ggufBytes, type MetadataValue, type Tensor } from './gguf-bytes.ts';

/** The shape of the model; what is absent is as small as llama-server accepts comfortably. */
export interface TinyModel {
  name?: string;
  layers?: number;
  embedding?: number;
  heads?: number;
  kvHeads?: number;
  feedForward?: number;
  contextLength?: number;
  /** Another seed gives another model of the same size. */
  seed?: number;
}

type Shape = Required<TinyModel>;

const DEFAULTS: Shape = {
  name: 'tiny',
  layers: 2,
  embedding: 64,
  heads: 4,
  kvHeads: 2,
  feedForward: 128,
  contextLength: 512,
  seed: 1,
};

// llama.cpp's numbers for kinds of tokens.
const KIND = { normal: 1, unknown: 2, control: 3, byte: 6 };
const UNKNOWN = 0;
const START = 1;
const END = 2;
const LETTERS = ['▁', ...'abcdefghijklmnopqrstuvwxyz'];
const WEIGHT_RANGE = 0.1;
const LETTER_RANGE = 1;

/**
 * Writes a model of the llama architecture, 451 kB by default, that llama-server loads at once and
 * that babbles: its weights are random but the same for the same shape. Only letters and spaces
 * have output weights, so greedy answers are text and never end before their token limit.
 */
export async function writeTinyGguf(
  path: string,
  model: TinyModel = {},
): Promise<{ bytes: number; sha256: string }> {
  const shape = { ...DEFAULTS, ...model };
  const vocabulary = tokens();
  const bytes = ggufBytes(
    { ...architecture(shape, vocabulary.length), ...tokenizer(vocabulary) },
    tensorsOf(shape, vocabulary),
  );
  await writeFile(path, bytes);
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

interface Token {
  text: string;
  kind: number;
}

// A SentencePiece vocabulary needs all 256 bytes to spell what its pieces do not cover.
function tokens(): Token[] {
  const bytes = Array.from({ length: 256 }, (_, byte) => ({
    text: `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
    kind: KIND.byte,
  }));
  return [
    { text: '<unk>', kind: KIND.unknown },
    { text: '<s>', kind: KIND.control },
    { text: '</s>', kind: KIND.control },
    ...bytes,
    ...LETTERS.map((text) => ({ text, kind: KIND.normal })),
  ];
}

function architecture(shape: Shape, vocabularySize: number): Record<string, MetadataValue> {
  const numbers = {
    'llama.context_length': shape.contextLength,
    'llama.embedding_length': shape.embedding,
    'llama.block_count': shape.layers,
    'llama.feed_forward_length': shape.feedForward,
    'llama.attention.head_count': shape.heads,
    'llama.attention.head_count_kv': shape.kvHeads,
    'llama.rope.dimension_count': shape.embedding / shape.heads,
    'llama.vocab_size': vocabularySize,
  };
  return {
    'general.architecture': { type: 'string', value: 'llama' },
    'general.name': { type: 'string', value: shape.name },
    'llama.attention.layer_norm_rms_epsilon': { type: 'float32', value: 1e-5 },
    ...asUint32(numbers),
  };
}

function tokenizer(vocabulary: Token[]): Record<string, MetadataValue> {
  const scores = vocabulary.map(({ kind }, index) => (kind === KIND.normal ? -index : 0));
  return {
    'tokenizer.ggml.model': { type: 'string', value: 'llama' },
    'tokenizer.ggml.tokens': { type: 'strings', value: vocabulary.map(({ text }) => text) },
    'tokenizer.ggml.scores': { type: 'float32s', value: scores },
    'tokenizer.ggml.token_type': { type: 'int32s', value: vocabulary.map(({ kind }) => kind) },
    ...asUint32({
      'tokenizer.ggml.unknown_token_id': UNKNOWN,
      'tokenizer.ggml.bos_token_id': START,
      'tokenizer.ggml.eos_token_id': END,
    }),
  };
}

function asUint32(numbers: Record<string, number>): Record<string, MetadataValue> {
  const entries = Object.entries(numbers);
  return Object.fromEntries(entries.map(([key, value]) => [key, { type: 'uint32', value }]));
}

function tensorsOf(shape: Shape, vocabulary: Token[]): Tensor[] {
  const { embedding, feedForward, kvHeads, heads, layers } = shape;
  const kvWidth = (embedding / heads) * kvHeads;
  const next = randomNumbers(shape.seed);
  const weights = (name: string, ...dimensions: number[]): Tensor => {
    const length = dimensions.reduce((product, dimension) => product * dimension, 1);
    const values = Float32Array.from({ length }, () => next() * WEIGHT_RANGE);
    return { name, shape: dimensions, values };
  };
  const norm = (name: string): Tensor => {
    return { name, shape: [embedding], values: new Float32Array(embedding).fill(1) };
  };
  const block = (prefix: string): Tensor[] => [
    norm(`${prefix}.attn_norm.weight`),
    weights(`${prefix}.attn_q.weight`, embedding, embedding),
    weights(`${prefix}.attn_k.weight`, embedding, kvWidth),
    weights(`${prefix}.attn_v.weight`, embedding, kvWidth),
    weights(`${prefix}.attn_output.weight`, embedding, embedding),
    norm(`${prefix}.ffn_norm.weight`),
    weights(`${prefix}.ffn_gate.weight`, embedding, feedForward),
    weights(`${prefix}.ffn_up.weight`, embedding, feedForward),
    weights(`${prefix}.ffn_down.weight`, feedForward, embedding),
  ];
  return [
    weights('token_embd.weight', embedding, vocabulary.length),
    norm('output_norm.weight'),
    outputWeights(embedding, vocabulary, next),
    ...Array.from({ length: layers }, (_, layer) => block(`blk.${layer}`)).flat(),
  ];
}

function outputWeights(embedding: number, vocabulary: Token[], next: () => number): Tensor {
  const values = vocabulary.flatMap(({ kind }) =>
    Array.from({ length: embedding }, () => (kind === KIND.normal ? next() * LETTER_RANGE : 0)),
  );
  return {
    name: 'output.weight',
    shape: [embedding, vocabulary.length],
    values: Float32Array.from(values),
  };
}

// Numbers from -1 to 1 by the mulberry32 generator, equal on every machine.
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * 2 - 1;
  };
}
