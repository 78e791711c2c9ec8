import type { RoutingRule } from './architectures.ts';
import type { FitWarning } from './fit-finding.ts';
import type { LayerSums } from './layer-sums.ts';
import type { WeightBytes } from './weight-bytes.ts';

/** Full and windowed attention, latent attention, a recurrent state, or nothing kept at all. */
export type LayerKind = 'full' | 'swa' | 'mla' | 'recurrent' | 'none';

/** `experts` and `ffn` are what the engine's flags can move to the host; `other` are norms, too. */
export type WeightClass = 'attention' | 'ffn' | 'experts' | 'other';

export const weightClasses: readonly WeightClass[] = ['attention', 'ffn', 'experts', 'other'];

/** Sizes of latent attention (MLA). */
export interface LatentSizes {
  /** Of what is kept of K and V. */
  readonly rank: number;
  readonly rope: number;
  /** Of what Q is made of; 0 where it is made of the input. */
  readonly queryRank: number;
  /** Of a head as it is computed, not as it is kept. */
  readonly key: number;
  readonly value: number;
}

/** Sizes of a recurrent layer. */
export interface RecurrentSizes {
  /** Mamba scans; the gated delta net (GDN) keeps a matrix for each head. */
  readonly form: 'scan' | 'delta';
  /** Elements of a token inside the layer. */
  readonly inner: number;
  /** Elements of a token that keys of the delta net have. */
  readonly keys: number;
  /** Heads of the delta net's values; 0 for what has none. */
  readonly heads: number;
  /** Elements of a token that say how the first Mamba scans: all, and those of a step's size. */
  readonly scanned: number;
  readonly stepRank: number;
  /** Bytes of state of one sequence: of the convolution, and of the rest. */
  readonly convolutionBytes: number;
  readonly stateBytes: number;
}

/** Elements of a token inside the feed-forwards of a layer; 0 for what it lacks. */
export interface FeedForwardWidths {
  /** What goes into the last matrix. */
  readonly dense: number;
  /** What comes out of the first matrices; `up` may hold the gate as well. */
  readonly up: number;
  readonly gate: number;
  /** Of one expert. */
  readonly expert: number;
  /** Of the experts that all tokens pass. */
  readonly shared: number;
  /** How much of these counts is a number for each token. */
  readonly sharedGate: 0 | 1;
  /** Something is added to the scores of experts before the best are chosen. */
  readonly scoreBias: 0 | 1;
}

/** Numbers that decide what computing a layer takes; many layers share one of these. */
export interface LayerShape {
  readonly kind: LayerKind;
  readonly heads: number;
  readonly kvHeads: number;
  /** Elements of a head. */
  readonly keySize: number;
  readonly valueSize: number;
  /** Q comes with a gate of the same size for what attention answers. */
  readonly gated: boolean;
  readonly latent: LatentSizes | undefined;
  readonly recurrent: RecurrentSizes | undefined;
  readonly feedForward: FeedForwardWidths;
}

export interface LayerFacts {
  /** Into `ModelFacts.shapes`. */
  readonly shape: number;
  readonly kind: LayerKind;
  /** Elements of K and of V that the layer keeps for a token. */
  readonly keyWidth: number;
  readonly valueWidth: number;
  readonly stateBytes: number;
  readonly weights: Readonly<Record<WeightClass, WeightBytes>>;
  /** Bytes of the largest matrix of each class. */
  readonly largest: Readonly<Record<WeightClass, number>>;
}

/** What stands around the layers. */
export interface OuterWeights {
  /** Before them; always on the host. */
  readonly input: WeightBytes;
  /** After them, with the copy of the embeddings where these are the output too. */
  readonly output: WeightBytes;
  readonly tied: boolean;
  /** Bytes of the embeddings as output in the form that they have on the processor. */
  readonly tiedRepacked: number;
  readonly largestOutput: number;
  /** Tokens, or rows of the embeddings where nothing says how many. */
  readonly vocabulary: number;
}

/** All that the memory of a model follows from, whatever its file looked like. */
export type ModelFacts = OuterWeights & {
  readonly architecture: string;
  /** All blocks; the last `nextnLayers` are for drafting and are not loaded. */
  readonly layers: readonly LayerFacts[];
  readonly nextnLayers: number;
  readonly shapes: readonly LayerShape[];
  readonly sums: LayerSums;
  readonly embeddingLength: number;
  /** How scores of experts become their shares. */
  readonly routing: RoutingRule;
  /** Whether the embeddings are scaled before the first layer, and by what. */
  readonly scaledEmbeddings: 'by-rows' | 'by-number' | undefined;
  readonly trainedContext: number;
  /** Tokens that windowed layers see; 0 for none. */
  readonly window: number;
  readonly experts: number;
  readonly expertsUsed: number;
  readonly ropeDimensions: number | undefined;
  /** Why no engine would load it, whatever it is started with; without full stops. */
  readonly refusals: readonly string[];
  readonly findings: readonly FitWarning[];
};
