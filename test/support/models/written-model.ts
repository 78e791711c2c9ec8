import type { GgufModel } from '../../../src/core/gguf/gguf-header.ts';
import { joinShards } from '../../../src/core/gguf/join-shards.ts';
import { feedHeader, ggufFile, text, uint32, type WrittenFile } from './gguf-file.ts';

/** A model of the family of Llama, with about so many MiB of weights in each of its layers. */
export function llamaFile(layers: number, mebibytes: number, fileType = 0): WrittenFile {
  const wide = 32 * Math.round((mebibytes * 8) / 3);
  const numbers = {
    ...{ block_count: layers, context_length: 32_768, embedding_length: 1024 },
    ...{ 'attention.head_count': 8, 'attention.head_count_kv': 2, feed_forward_length: wide },
  };
  const named = Object.entries(numbers).map(([key, value]) => [`llama.${key}`, uint32(value)]);
  return {
    values: {
      'general.architecture': text('llama'),
      'general.file_type': uint32(fileType),
      ...Object.fromEntries(named),
    },
    tensors: [
      { name: 'token_embd.weight', dims: [1024, 1000] },
      ...Array.from({ length: layers }, (_, layer) => [
        { name: `blk.${layer}.attn_q.weight`, dims: [1024, 1024] },
        { name: `blk.${layer}.ffn_up.weight`, dims: [1024, wide] },
        { name: `blk.${layer}.ffn_gate.weight`, dims: [1024, wide] },
        { name: `blk.${layer}.ffn_down.weight`, dims: [wide, 1024] },
      ]).flat(),
      { name: 'output.weight', dims: [1024, 1000] },
    ],
  };
}

/** What is read of the header of a file. */
export function modelOf(written: WrittenFile): GgufModel {
  const { outcome } = feedHeader(ggufFile(written).bytes);
  if (outcome.kind !== 'read') throw new TypeError('The file that was written is none');
  const joined = joinShards([outcome.header]);
  if (joined.kind === 'problem') throw new TypeError(joined.problem.fact);
  return joined.model;
}
