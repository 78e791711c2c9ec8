import { expect, test } from 'vitest';
import { inspectModel } from '../../../src/core/fit/inspect-model.ts';
import {
  feedHeader,
  ggufFile,
  text,
  uint32,
  type WrittenFile,
} from '../../support/models/gguf-file.ts';

function inspect(written: WrittenFile) {
  const { outcome } = feedHeader(ggufFile(written).bytes);
  if (outcome.kind !== 'read') throw new Error(outcome.problem.fact);
  const { header } = outcome;
  const asked = { name: 'm', source: '/m.gguf', files: 1, headerBytes: header.headerBytes };
  return inspectModel({ ...asked, model: header });
}

const f32 = 0;
const q4 = 12;
const q6 = 14;

const mixture: WrittenFile = {
  values: {
    'general.architecture': text('qwen3moe'),
    'general.name': text('Some Mixture'),
    'general.license': text('apache-2.0'),
    'general.file_type': uint32(15),
    'tokenizer.chat_template': text('{% if tools %}{{ tools }}{% endif %}'),
    'qwen3moe.block_count': uint32(2),
    'qwen3moe.context_length': uint32(4096),
    'qwen3moe.embedding_length': uint32(256),
    'qwen3moe.attention.head_count': uint32(4),
    'qwen3moe.attention.head_count_kv': uint32(2),
    'qwen3moe.attention.key_length': uint32(64),
    'qwen3moe.attention.value_length': uint32(64),
    'qwen3moe.expert_count': uint32(8),
    'qwen3moe.expert_used_count': uint32(2),
  },
  tensors: [
    { name: 'token_embd.weight', dims: [256, 100], type: q4 },
    { name: 'blk.0.attn_q.weight', dims: [256, 256], type: q4 },
    { name: 'blk.0.attn_v.weight', dims: [256, 128], type: q6 },
    { name: 'blk.0.attn_norm.weight', dims: [256], type: f32 },
    { name: 'blk.1.ffn_up_exps.weight', dims: [256, 256, 8], type: q4 },
    { name: 'output.weight', dims: [256, 100], type: q6 },
  ],
};

test('architecture, sizes, template and license are those of the header', () => {
  expect(inspect(mixture)).toMatchObject({
    kind: 'model',
    title: 'Some Mixture',
    architecture: 'qwen3moe',
    quantisation: 'Q4_K_M',
    layers: [{ kind: 'full', layers: 2 }],
    experts: { count: 8, used: 2 },
    contextLength: 4096,
    embeddingLength: 256,
    // Two layers, two heads of 64 for each of K and V, two bytes each.
    cacheBytesPerToken: 2 * 2 * 64 * 2 * 2,
    chatTemplate: { tools: true },
    license: { id: 'apache-2.0' },
  });
});

test('every tensor is in one class, with the type that has the most bytes first', () => {
  const { classes, bytes, parameters, bitsPerWeight } = inspect(mixture);
  expect(classes.map((one) => one.class)).toEqual([
    ...['input', 'attention', 'experts', 'other', 'output'],
  ]);
  expect(classes[1]?.types).toEqual([
    { type: 'Q4_K', tensors: 1, bytes: 256 * 144 },
    { type: 'Q6_K', tensors: 1, bytes: 128 * 210 },
  ]);
  expect(classes.reduce((sum, one) => sum + one.bytes, 0)).toBe(bytes);
  expect(parameters).toBe(256 * (100 + 256 + 128 + 1 + 256 * 8 + 100));
  expect(bitsPerWeight).toBeCloseTo((bytes * 8) / parameters, 2);
});

test('what is no model is named, and has no layers', () => {
  const adapter = {
    values: { 'general.architecture': text('llama'), 'general.type': text('adapter') },
    tensors: [{ name: 'blk.0.attn_q.weight.lora_a', dims: [32, 4] }],
  };
  expect(inspect(adapter)).toMatchObject({ kind: 'adapter', layers: [], findings: [] });
  const projector = { values: { 'general.architecture': text('clip') }, tensors: [] };
  expect(inspect(projector)).toMatchObject({ kind: 'projector', bytes: 0, parameters: 0 });
  expect(inspect(projector)).not.toHaveProperty('bitsPerWeight');
});

test('an architecture that is not known is said', () => {
  const values = { ...mixture.values, 'general.architecture': text('newest') };
  expect(inspect({ ...mixture, values }).findings).toContainEqual(
    expect.objectContaining({ code: 'architecture-unknown' }),
  );
});
