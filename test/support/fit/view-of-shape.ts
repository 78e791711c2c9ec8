import type { GgufView, TensorView } from '../../../src/core/fit/gguf-view.ts';
import type { ModelShape } from './model-shape.ts';
import { bytesOf, typeOf, type UntypedTensor } from './quantize.ts';
import { headSizeOf, layerTensors } from './tensors-of-shape.ts';

/** What the header of a file of this shape and quantization says; there is no file. */
export function viewOfShape(shape: ModelShape, quant: string): GgufView {
  const tensors = allTensors(shape).map((tensor): TensorView => {
    const type = typeOf(tensor, quant, shape.layers);
    const { name, dims } = tensor;
    return { name, dims, type: type.id, bytes: bytesOf(type, dims) };
  });
  return {
    metadata: metadataOf(shape),
    counts: new Map([['tokenizer.ggml.tokens', shape.vocab]]),
    tensors,
  };
}

function allTensors(shape: ModelShape): UntypedTensor[] {
  const { embd, vocab, tied = false, layers } = shape;
  const outside: UntypedTensor[] = [
    { name: 'token_embd.weight', dims: [embd, vocab], layer: undefined },
    { name: 'output_norm.weight', dims: [embd], layer: undefined },
  ];
  if (!tied) outside.push({ name: 'output.weight', dims: [embd, vocab], layer: undefined });
  const inside = Array.from({ length: layers }, (_, layer) =>
    Object.entries(layerTensors(shape, layer)).map(([name, dims]) => ({
      name: `blk.${layer}.${name}`,
      dims,
      layer,
    })),
  );
  return [...outside, ...inside.flat()];
}

function metadataOf(shape: ModelShape): Map<string, unknown> {
  const { arch } = shape;
  const values: Record<string, unknown> = {
    block_count: shape.layers,
    context_length: shape.ctx,
    embedding_length: shape.embd,
    feed_forward_length: shape.ff,
    vocab_size: shape.vocab,
    'attention.head_count': shape.heads,
    expert_count: shape.experts,
    expert_used_count: shape.expertsUsed,
    expert_feed_forward_length: shape.ffExp,
    'attention.sliding_window': shape.swa,
    ...(arch === 'deepseek2' ? latentMetadata(shape) : headMetadata(shape)),
    ...stateMetadata(shape),
  };
  const known = Object.entries(values).filter(([, value]) => value !== undefined);
  return new Map<string, unknown>([
    ['general.architecture', arch],
    ...known.map(([key, value]): [string, unknown] => [`${arch}.${key}`, value]),
  ]);
}

function headMetadata(shape: ModelShape): Record<string, unknown> {
  return {
    'attention.head_count_kv': shape.kvHeads,
    'attention.key_length': shape.headDim,
    'attention.value_length': shape.headDim,
    'rope.dimension_count': shape.arch === 'llama' ? headSizeOf(shape) : undefined,
  };
}

function latentMetadata({
  kvLora = 0,
  qLora = 0,
  ropeDim = 0,
  nopeDim = 0,
  vDim = 0,
  denseLead,
}: ModelShape): Record<string, unknown> {
  return {
    'attention.head_count_kv': 1,
    'attention.q_lora_rank': qLora || undefined,
    'attention.kv_lora_rank': kvLora,
    'attention.key_length': kvLora + ropeDim,
    'attention.value_length': kvLora,
    'attention.key_length_mla': nopeDim + ropeDim,
    'attention.value_length_mla': vDim,
    'rope.dimension_count': ropeDim,
    leading_dense_block_count: denseLead,
  };
}

function stateMetadata({ ssm, fullAttnInterval }: ModelShape): Record<string, unknown> {
  return {
    'ssm.conv_kernel': ssm?.conv,
    'ssm.inner_size': ssm?.inner,
    'ssm.state_size': ssm?.state,
    'ssm.time_step_rank': ssm?.dtRank,
    'ssm.group_count': ssm?.groups,
    full_attention_interval: fullAttnInterval,
  };
}
