import { type LayerFacts, type WeightClass, weightClasses } from './model-facts.ts';

/** Layers from `from` up to, and without, `to`. */
export interface LayerRange {
  readonly from: number;
  readonly to: number;
}

/** `sums[i]` is of all layers before layer `i`, so that a range costs one subtraction. */
export type Sums = readonly number[];

/** Places that weights take different room in. */
export type WeightPlace = 'device' | 'padded' | 'host' | 'repacked';

interface CacheSums {
  /** Elements of K and of V for a token. */
  readonly keys: Sums;
  readonly values: Sums;
  /** Layers that keep V. */
  readonly layers: Sums;
}

/** Sums over the layers of a model; with them an estimate costs nothing for each layer. */
export interface LayerSums {
  readonly weights: Readonly<Record<WeightPlace, Readonly<Record<WeightClass, Sums>>>>;
  /** Layers whose cache grows with the context. */
  readonly full: CacheSums;
  /** Layers whose cache ends with the window. */
  readonly windowed: CacheSums;
  /** The widest V of all layers. */
  readonly widestValue: number;
  /** Bytes of state for one sequence. */
  readonly state: Sums;
  /** For each layer, the first after it that has another shape. */
  readonly nextShape: readonly number[];
}

/** The sums of all layers, once for a model. */
export function sumLayers(layers: readonly LayerFacts[]): LayerSums {
  const sum = (take: (layer: LayerFacts) => number): Sums => prefixSums(layers.map(take));
  const weights = (place: WeightPlace): Record<WeightClass, Sums> => {
    const [attention, ffn, experts, other] = weightClasses.map((part) =>
      sum((layer) => layer.weights[part][place]),
    );
    return {
      attention: attention ?? [],
      ffn: ffn ?? [],
      experts: experts ?? [],
      other: other ?? [],
    };
  };
  const caches = (windowed: boolean): CacheSums => {
    const of = (take: (layer: LayerFacts) => number): Sums =>
      sum((layer) => ((layer.kind === 'swa') === windowed ? take(layer) : 0));
    return {
      keys: of(({ keyWidth }) => keyWidth),
      values: of(({ valueWidth }) => valueWidth),
      layers: of(({ valueWidth }) => Math.sign(valueWidth)),
    };
  };
  return {
    weights: {
      device: weights('device'),
      padded: weights('padded'),
      host: weights('host'),
      repacked: weights('repacked'),
    },
    full: caches(false),
    windowed: caches(true),
    widestValue: Math.max(0, ...layers.map(({ valueWidth }) => valueWidth)),
    state: sum(({ stateBytes }) => stateBytes),
    nextShape: nextShapes(layers),
  };
}

/** The sum of a range; one that begins after its end is empty. */
export function sumOf(sums: Sums, { from, to }: LayerRange): number {
  return to <= from ? 0 : (sums[to] ?? 0) - (sums[from] ?? 0);
}

/** What two ranges have in common; it may be empty. */
export function overlapOf(a: LayerRange, b: LayerRange): LayerRange {
  return { from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) };
}

function prefixSums(values: readonly number[]): Sums {
  const sums = [0];
  let total = 0;
  for (const value of values) {
    total += value;
    sums.push(total);
  }
  return sums;
}

function nextShapes(layers: readonly LayerFacts[]): number[] {
  const next = layers.map((_, index) => index + 1);
  for (let index = layers.length - 2; index >= 0; index -= 1) {
    if (layers[index]?.shape === layers[index + 1]?.shape) next[index] = next[index + 1] ?? 0;
  }
  return next;
}
