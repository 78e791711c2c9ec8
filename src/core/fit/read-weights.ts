import { classifyTensor } from './classify-tensor.ts';
import type { GgufView, TensorView } from './gguf-view.ts';
import type { FeedForwardWidths, LayerFacts, OuterWeights, WeightClass } from './model-facts.ts';
import { addWeights, noWeights, type WeightBytes, weightBytesOf } from './weight-bytes.ts';

/** Weights of a layer and the widths that only its tensors say. */
export interface LayerWeights extends Pick<LayerFacts, 'weights' | 'largest'> {
  readonly feedForward: FeedForwardWidths;
  /** Elements of a token that Q has, with a gate where there is one. */
  readonly queryWidth: number;
}

export interface ModelWeights extends OuterWeights {
  readonly layers: readonly LayerWeights[];
}

/** All tensors by place; those of the last layers, for drafting, are left out. */
export function readWeights(
  { tensors }: GgufView,
  { layers, loaded }: { readonly layers: number; readonly loaded: number },
): ModelWeights {
  const sums = Array.from({ length: layers }, emptyLayer);
  let input = noWeights;
  let output = noWeights;
  let largestOutput = 0;
  for (const tensor of tensors) {
    const place = classifyTensor(tensor.name);
    if (place.kind === 'layer') {
      if (place.layer < loaded) addTensor(sums[place.layer], place.class, tensor);
    } else if (place.kind === 'input') {
      input = addWeights(input, weightBytesOf(tensor, false));
    } else {
      output = addWeights(output, weightBytesOf(tensor, true));
      if (tensor.dims.length > 1) largestOutput = Math.max(largestOutput, tensor.bytes);
    }
  }
  const embeddings = tensors.find(({ name }) => name === 'token_embd.weight');
  const tied = embeddings !== undefined && !tensors.some(({ name }) => name === 'output.weight');
  return {
    layers: sums,
    input,
    output: tied ? addWeights(output, copyOf(embeddings)) : output,
    tied,
    tiedRepacked: tied ? weightBytesOf(embeddings, true).repacked : 0,
    largestOutput: tied ? Math.max(largestOutput, embeddings.bytes) : largestOutput,
    vocabulary: embeddings?.dims[1] ?? 0,
  };
}

interface LayerSum {
  weights: Record<WeightClass, WeightBytes>;
  largest: Record<WeightClass, number>;
  feedForward: FeedForwardWidths;
  queryWidth: number;
}

function emptyLayer(): LayerSum {
  return {
    weights: { attention: noWeights, ffn: noWeights, experts: noWeights, other: noWeights },
    largest: { attention: 0, ffn: 0, experts: 0, other: 0 },
    feedForward: { dense: 0, up: 0, gate: 0, expert: 0, shared: 0, sharedGate: 0, scoreBias: 0 },
    queryWidth: 0,
  };
}

type Sign = 'sharedGate' | 'scoreBias';

/** What is so if there is such a tensor. */
const signRows: readonly (readonly [RegExp, Sign])[] = [
  [/\.ffn_gate_inp_shexp\.weight$/, 'sharedGate'],
  [/\.exp_probs_b(\.bias)?$/, 'scoreBias'],
];

/** Which side of which matrix says a width. */
const widthRows: readonly (readonly [RegExp, Exclude<keyof FeedForwardWidths, Sign>, 0 | 1])[] = [
  [/\.ffn_down\.weight$/, 'dense', 0],
  [/\.ffn_up\.weight$/, 'up', 1],
  [/\.ffn_gate\.weight$/, 'gate', 1],
  [/\.ffn_down_exps\.weight$/, 'expert', 0],
  [/\.ffn_down_shexp\.weight$/, 'shared', 0],
];

function addTensor(sum: LayerSum | undefined, part: WeightClass, tensor: TensorView): void {
  if (sum === undefined) return;
  sum.weights[part] = addWeights(sum.weights[part], weightBytesOf(tensor, true));
  for (const [pattern, sign] of signRows) {
    if (pattern.test(tensor.name)) sum.feedForward = { ...sum.feedForward, [sign]: 1 };
  }
  if (tensor.dims.length < 2) return;
  sum.largest[part] = Math.max(sum.largest[part], tensor.bytes);
  if (/\.attn_q\.weight$/.test(tensor.name)) sum.queryWidth = tensor.dims[1] ?? 0;
  for (const [pattern, width, side] of widthRows) {
    if (!pattern.test(tensor.name)) continue;
    sum.feedForward = { ...sum.feedForward, [width]: tensor.dims[side] ?? 0 };
  }
}

/** On the host the embeddings are there already; a device gets a copy. */
function copyOf(embeddings: TensorView): WeightBytes {
  return { ...weightBytesOf(embeddings, true), file: 0, host: 0, repacked: 0 };
}
