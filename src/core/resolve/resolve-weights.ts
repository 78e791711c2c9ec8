import type { Intent } from '../intent/schema.ts';
import type { SourceFacts } from '../source/source-facts.ts';
import type { WeightsForm } from '../source/weights-form.ts';
import { resolveModel } from './resolve-model.ts';
import type { Resolved } from './resolved.ts';

/** Where the weights are, and what follows from their size. */
export type Weights = Pick<Resolved, 'model' | 'startupSeconds'> & {
  readonly cache: Pick<Resolved['cache'], 'bytes'>;
};

interface Budget {
  /** The budget must never kill a load that progresses, so this is slower than any worth having. */
  readonly slowestBytesPerSecond: number;
  readonly startupSecondsOfUnknownSize: number;
  /** Beside the weights, for what the engine keeps of its own. */
  readonly cacheBytesBeside: number;
  readonly cacheBytesOfUnknownSize: number;
}

const gibibyte = 1024 ** 3;
const shortestStartupSeconds = 600;

const budgets: Readonly<Record<WeightsForm, Budget>> = {
  /** From a disk. */
  file: {
    slowestBytesPerSecond: 20e6,
    startupSecondsOfUnknownSize: 3600,
    cacheBytesBeside: 0,
    cacheBytesOfUnknownSize: 20 * gibibyte,
  },
  /** From a hub first, and then from a disk: the engine fetches after it was started. */
  repository: {
    slowestBytesPerSecond: 5e6,
    startupSecondsOfUnknownSize: 4 * 3600,
    cacheBytesBeside: 8 * gibibyte,
    cacheBytesOfUnknownSize: 100 * gibibyte,
  },
};

export function resolveWeights(intent: Intent, facts: SourceFacts, form: WeightsForm): Weights {
  const model = resolveModel(intent, facts, form);
  const budget = budgets[model.kind === 'repository' ? 'repository' : 'file'];
  const bytes = model.kind === 'claim' ? undefined : model.bytes;
  if (bytes === undefined) {
    const cache = { bytes: budget.cacheBytesOfUnknownSize };
    return { model, cache, startupSeconds: budget.startupSecondsOfUnknownSize };
  }
  const needed = bytes * 1.1 + budget.cacheBytesBeside;
  return {
    model,
    // Room for the file, a tenth for the file system, rounded up to what storage is sold in.
    cache: { bytes: Math.ceil(needed / gibibyte) * gibibyte },
    startupSeconds: shortestStartupSeconds + Math.ceil(bytes / budget.slowestBytesPerSecond),
  };
}
