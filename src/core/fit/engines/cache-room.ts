import type { TransformerFacts } from '../../transformers/transformer-facts.ts';
import { type CacheShape, cacheShape } from './cache-shape.ts';
import type { EngineBudget, EngineModel } from './engine-question.ts';

/** What conversations take of the cache of one GPU. */
export interface CacheRoom {
  /** Of one conversation of so many tokens, in bytes: what it may take at the most. */
  bytesFor(context: number): number;
  /** The same where the engine forgets what is behind a window. */
  leastBytesFor(context: number): number;
  /** Tokens of all conversations that so many bytes hold, as the engine tells it. */
  tokensIn(bytes: number): number;
}

/** Tokens of a block of vLLM 0.25. */
const blockTokens = 16;

/** How much of its cache a conversation takes, by the way the engine divides it. */
export function cacheRoom(model: EngineModel, budget: EngineBudget): CacheRoom {
  const shape = cacheShape(model);
  if (budget.cache === 'blocks') return inBlocks(shape, model.facts, budget);
  const { layerBytes, full, windowed } = shape;
  const perToken = layerBytes * (full + windowed);
  const { window = 0 } = model.facts;
  return {
    bytesFor: (context) => context * perToken,
    leastBytesFor: (context) =>
      layerBytes * (full * context + windowed * Math.min(window, context)),
    tokensIn: (bytes) => (perToken === 0 ? 0 : Math.floor(bytes / perToken)),
  };
}

/**
 * Blocks of vLLM 0.25: layers of one kind are in groups of equal size, and a block is of one
 * group, whatever its kind (`v1/core/kv_cache_utils.py`). Of a window, blocks behind it are freed.
 */
function inBlocks(
  shape: CacheShape,
  { window = 0 }: TransformerFacts,
  { batchTokens, leastBatchTokens }: EngineBudget,
): CacheRoom {
  const { full, windowed, layerBytes } = shape;
  const size = groupSize(full, windowed);
  const groups = { full: Math.ceil(full / size), windowed: Math.ceil(windowed / size) };
  const blockBytes = size * layerBytes * blockTokens;
  const blocksFor = (context: number, batch: number) => {
    const seen = Math.min(window - 1 + batch, context);
    const all = Math.ceil(context / blockTokens);
    return groups.full * all + groups.windowed * (Math.ceil(seen / blockTokens) + 1);
  };
  const count = groups.full + groups.windowed;
  return {
    bytesFor: (context) => blocksFor(context, batchTokens) * blockBytes,
    leastBytesFor: (context) => blocksFor(context, leastBatchTokens) * blockBytes,
    tokensIn: (bytes) => {
      if (blockBytes === 0 || count === 0) return 0;
      return Math.floor(Math.floor(bytes / blockBytes) / count) * blockTokens;
    },
  };
}

/** Layers of a group; where both kinds are about as many, all of the larger one are in one. */
function groupSize(full: number, windowed: number): number {
  const [least, most] = [Math.min(full, windowed), Math.max(full, windowed)];
  if (least === 0) return Math.max(1, most);
  return most < 1.5 * least ? most : least;
}
