import type { ContextShape } from './context-shape.ts';
import type { FitSettings } from './fit-configuration.ts';
import { kvBytes } from './kv-types.ts';
import { type LayerRange, sumOf } from './layer-sums.ts';
import type { ModelFacts } from './model-facts.ts';

/** What some layers remember: K and V of the context, and recurrent states. */
export interface CacheBytes {
  readonly kv: number;
  readonly state: number;
}

/** Bytes of the caches of a range of layers, wherever they are kept. */
export function cacheBytes(
  { sums }: Pick<ModelFacts, 'sums'>,
  layers: LayerRange,
  { context, settings, flash }: CacheSettings,
): CacheBytes {
  const parts = [
    { cache: sums.full, cells: context.cells },
    { cache: sums.windowed, cells: context.windowCells },
  ];
  const kv = parts.map(({ cache, cells }) => {
    // Without flash attention V is kept transposed, and all layers have the width of the widest.
    const values = flash
      ? sumOf(cache.values, layers)
      : sumOf(cache.layers, layers) * sums.widestValue;
    const token =
      kvBytes(settings.keyType, sumOf(cache.keys, layers)) + kvBytes(settings.valueType, values);
    return token * cells * context.streams;
  });
  return {
    kv: kv.reduce((sum, bytes) => sum + bytes, 0),
    state: sumOf(sums.state, layers) * context.slots,
  };
}

export interface CacheSettings {
  readonly context: ContextShape;
  readonly settings: Pick<FitSettings, 'keyType' | 'valueType'>;
  /** Whether flash attention is on. */
  readonly flash: boolean;
}
