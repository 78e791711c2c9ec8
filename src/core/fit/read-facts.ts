import { type Architecture, architectureOf } from './architectures.ts';
import { attentionSizesOf, kvHeadsOf, latentSizesOf } from './attention-sizes.ts';
import { claimsOf } from './claims-of.ts';
import type { FitWarning } from './fit-finding.ts';
import type { GgufView } from './gguf-view.ts';
import { sumLayers } from './layer-sums.ts';
import { hasArray, type MetadataNumbers, metadataNumbers } from './metadata-numbers.ts';
import type { LayerFacts, LayerKind, LayerShape, ModelFacts } from './model-facts.ts';
import { type LayerWeights, readWeights } from './read-weights.ts';
import { type Mixer, mixerOf, recurrentSizesOf } from './recurrent-state.ts';
import { type WindowFacts, windowFacts } from './window-layers.ts';

/** The facts of a model from the header of its file. */
export function readFacts(view: GgufView): ModelFacts {
  const architecture = String(view.metadata.get('general.architecture') ?? '');
  const rules = architectureOf(architecture);
  const numbers = metadataNumbers(view, architecture);
  const { one } = numbers;
  const claims = claimsOf(view, numbers);
  const { blocks, experts, expertsUsed } = claims;
  const nextnLayers = Math.min(blocks, one('nextn_predict_layers') ?? 0);
  const loaded = blocks - nextnLayers;
  const { layers: weights, ...weightFacts } = readWeights(view, { layers: blocks, loaded });
  const windows = windowFacts(numbers, {
    rule: rules?.window,
    hasPattern: hasArray(view, `${architecture}.attention.sliding_window_pattern`),
  });
  const sources: LayerSources = { numbers, rules: rules ?? {}, windows, loaded };
  const shaped = weights.map(layerReader(sources));
  const shapes = distinctShapes(shaped.map(({ shape }) => shape));
  const layers = shaped.map((layer) => ({ ...layer, shape: shapes.indexOf(layer.shape) }));
  return {
    ...weightFacts,
    architecture,
    layers,
    shapes: shapes.all,
    sums: sumLayers(layers),
    nextnLayers,
    vocabulary:
      view.counts.get('tokenizer.ggml.tokens') ?? one('vocab_size') ?? weightFacts.vocabulary,
    embeddingLength: one('embedding_length') ?? 0,
    routing:
      rules?.routing ??
      (view.metadata.get(`${architecture}.expert_weights_norm`) === true ? 'normed' : 'as-scored'),
    scaledEmbeddings:
      rules?.scaledEmbeddings ?? ((one('embedding_scale') ?? 0) === 0 ? undefined : 'by-number'),
    trainedContext: one('context_length') ?? 0,
    window: windows.window,
    experts,
    expertsUsed,
    refusals: claims.refusals,
    ropeDimensions: one('rope.dimension_count'),
    findings: findingsOf(sources, { architecture, known: rules !== undefined }),
  };
}

interface LayerSources {
  readonly numbers: MetadataNumbers;
  readonly rules: Architecture;
  readonly windows: WindowFacts;
  /** Layers that are not for drafting. */
  readonly loaded: number;
}

type ShapedLayer = Omit<LayerFacts, 'shape'> & { readonly shape: LayerShape };

function layerReader({ numbers, rules, windows, loaded }: LayerSources) {
  const sizesOf = attentionSizesOf(numbers);
  const kvHeads = kvHeadsOf(numbers);
  const mixer = mixerOf(rules, numbers);
  const latent = latentSizesOf(numbers);
  const feedForward = numbers.perLayer('feed_forward_length');
  const cached = cachedLayers(rules, numbers, loaded);
  return (weights: LayerWeights, layer: number): ShapedLayer => {
    const widths = { kvHeads: kvHeads(layer), feedForward: feedForward?.(layer) ?? 0 };
    const mixes = layer < loaded ? mixer(layer, widths) : 'none';
    const windowed = windows.isWindowed(layer);
    const sizes = sizesOf(layer, windowed);
    const kind = kindOf(mixes, { windowed, isLatent: latent !== undefined });
    const recurs = mixes === 'recurrent' || mixes === 'both';
    const attends = mixes === 'attention' || mixes === 'both';
    const keeps = attends && layer < cached;
    const recurrent = recurs ? recurrentSizesOf(rules, numbers, sizes) : undefined;
    return {
      kind,
      weights: weights.weights,
      largest: weights.largest,
      keyWidth: keeps ? sizes.kvHeads * sizes.keySize : 0,
      valueWidth: keeps && latent === undefined ? sizes.kvHeads * sizes.valueSize : 0,
      stateBytes: (recurrent?.convolutionBytes ?? 0) + (recurrent?.stateBytes ?? 0),
      shape: {
        ...sizes,
        kind,
        heads: attends ? sizes.heads : 0,
        kvHeads: attends ? sizes.kvHeads : 0,
        gated: attends && weights.queryWidth === 2 * sizes.heads * sizes.keySize,
        latent: attends ? latent : undefined,
        recurrent,
        feedForward: weights.feedForward,
      },
    };
  };
}

function kindOf(mixes: Mixer, is: { windowed: boolean; isLatent: boolean }): LayerKind {
  if (mixes === 'none' || mixes === 'recurrent') return mixes;
  if (is.isLatent) return 'mla';
  return is.windowed ? 'swa' : 'full';
}

/** How many of the first layers keep K and V of their own. */
function cachedLayers(rules: Architecture, { one }: MetadataNumbers, loaded: number): number {
  if (rules.cacheless === true) return 0;
  if (rules.cachedLayers === 'first-20') return Math.min(20, loaded);
  if (rules.cachedLayers === undefined) return loaded;
  return loaded - (one('attention.shared_kv_layers') ?? 0);
}

function distinctShapes(shapes: readonly LayerShape[]): {
  readonly all: readonly LayerShape[];
  readonly indexOf: (shape: LayerShape) => number;
} {
  const all: LayerShape[] = [];
  const indices = new Map<string, number>();
  for (const shape of shapes) {
    const key = JSON.stringify(shape);
    if (indices.has(key)) continue;
    indices.set(key, all.length);
    all.push(shape);
  }
  return { all, indexOf: (shape) => indices.get(JSON.stringify(shape)) ?? 0 };
}

/** Without these nothing can be said of a model. */
const needed = ['block_count', 'embedding_length', 'context_length'];

function findingsOf(
  { numbers, rules, windows }: LayerSources,
  { architecture, known }: { readonly architecture: string; readonly known: boolean },
): FitWarning[] {
  const missing = needed.filter((key) => numbers.one(key) === undefined);
  const named =
    architecture === ''
      ? 'no architecture is named'
      : `the rules of the architecture ${architecture} are not known`;
  const unknown = `${named}; general ones apply`;
  const indexer = `the caches of the indexer of ${architecture} are not in the estimate`;
  const pattern = 'the file does not say which layers have a window; all are taken as full';
  const absent = `the metadata lacks ${missing.join(', ')}`;
  const all: readonly (readonly [boolean, FitWarning])[] = [
    [!known, { code: 'architecture-unknown', message: unknown }],
    [rules.indexer === true, { code: 'kv-upper-bound-unknown', message: indexer }],
    [windows.patternMissing, { code: 'window-pattern-missing', message: pattern }],
    [missing.length > 0, { code: 'metadata-missing', message: absent }],
  ];
  return all.filter(([holds]) => holds).map(([, finding]) => finding);
}
