import type { Architecture, RecurrentRule, StateRule } from './architectures.ts';
import type { MetadataNumbers } from './metadata-numbers.ts';
import type { RecurrentSizes } from './model-facts.ts';

/** Of one layer: heads of K and V, and the width of its feed-forward. */
export interface LayerWidths {
  readonly kvHeads: number;
  readonly feedForward: number;
}

/** What a layer is, before its attention is looked at. */
export type Mixer = 'attention' | 'recurrent' | 'both' | 'none';

type MixerOf = (layer: number, widths: LayerWidths, interval: number) => Mixer;

const mixers: Readonly<Record<RecurrentRule, MixerOf>> = {
  interval: (layer, _, interval) => ((layer + 1) % interval === 0 ? 'attention' : 'recurrent'),
  'no-kv-heads': (_, { kvHeads }) => (kvHeads === 0 ? 'recurrent' : 'attention'),
  'nemotron-h': (_, { kvHeads, feedForward }) => {
    if (feedForward !== 0) return 'none';
    return kvHeads === 0 ? 'recurrent' : 'attention';
  },
  'every-layer': () => 'recurrent',
  'beside-attention': () => 'both',
};

/** `qwen3next` and its like (llama.cpp v0.5.0). */
const defaultInterval = 4;

/** What each layer mixes its tokens with; an array of the metadata wins over the interval. */
export function mixerOf(
  { recurrent }: Architecture,
  numbers: MetadataNumbers,
): (layer: number, widths: LayerWidths) => Mixer {
  if (recurrent === undefined) return () => 'attention';
  const listed = numbers.perLayer('attention.recurrent_layers');
  if (recurrent === 'interval' && listed !== undefined) {
    return (layer) => (listed(layer) === 1 ? 'recurrent' : 'attention');
  }
  const interval = numbers.one('full_attention_interval') ?? defaultInterval;
  return (layer, widths) => mixers[recurrent](layer, widths, interval);
}

/** Bytes of a float of the state. */
const floatBytes = 4;

/** Sizes of a recurrent layer, with what it keeps (llama.cpp v0.5.0, llama-hparams). */
export function recurrentSizesOf(
  { state, recurrent }: Architecture,
  numbers: MetadataNumbers,
  { heads, keySize }: { readonly heads: number; readonly keySize: number },
): RecurrentSizes | undefined {
  if (state === undefined) return undefined;
  const one = (key: string): number => numbers.one(key) ?? 0;
  const embedding = one('embedding_length');
  const taps = Math.max(0, one('ssm.conv_kernel') - 1);
  const inner = one('ssm.inner_size');
  const keys = one('ssm.group_count') * one('ssm.state_size');
  const rank = one('ssm.time_step_rank');
  // Mamba 2 has groups, and takes its steps from what it projects at first.
  const steps = keys > 0 ? noScan : { scanned: rank + 2 * one('ssm.state_size'), stepRank: rank };
  const kda = one('kda.head_dim');
  const shifts = numbers.one('token_shift_count') ?? 2;
  const delta: Widths = { ...noScan, form: 'delta', keys: heads * kda, inner: heads * kda, heads };
  const scan: Widths = { ...noScan, form: 'scan', keys: 0, inner: inner || embedding, heads: 0 };
  const rows: Readonly<Record<StateRule, readonly [Widths, number, number]>> = {
    ssm: [
      recurrent === 'interval'
        ? { ...delta, inner, keys, heads: rank }
        : { ...scan, inner, keys, ...steps },
      taps * (inner + 2 * keys),
      one('ssm.state_size') * inner,
    ],
    rwkv: [scan, shifts * embedding, embedding * one('wkv.head_size')],
    'short-convolution': [scan, embedding * Math.max(0, one('shortconv.l_cache') - 1), 0],
    kda: [delta, 3 * taps * heads * kda, kda ** 2 * heads],
    'linear-attention': [scan, 0, keySize ** 2 * heads],
  };
  const [widths, convolution, rest] = rows[state];
  return {
    ...widths,
    convolutionBytes: floatBytes * convolution,
    stateBytes: floatBytes * rest,
  };
}

const noScan = { scanned: 0, stepRank: 0 };

type Widths = Omit<RecurrentSizes, 'convolutionBytes' | 'stateBytes'>;
