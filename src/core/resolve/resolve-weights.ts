import type { WeightsForm } from '../source/weights-form.ts';
import { type Resolved, type ResolvedFile, totalBytes } from './resolved.ts';

/** What follows from the size of the weights and of what is beside them. */
export type Sizes = Pick<Resolved, 'startupSeconds'> & {
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

export function sizesOf(model: Resolved['model'], files: readonly ResolvedFile[]): Sizes {
  const budget = budgets[model.kind === 'repository' ? 'repository' : 'file'];
  const bytes = totalBytes([model, ...files.map(({ at }) => at)]);
  if (bytes === undefined) {
    const cache = { bytes: budget.cacheBytesOfUnknownSize };
    return { cache, startupSeconds: budget.startupSecondsOfUnknownSize };
  }
  const needed = bytes * 1.1 + budget.cacheBytesBeside;
  return {
    // Room for the files, a tenth for the file system, rounded up to what storage is sold in.
    cache: { bytes: Math.ceil(needed / gibibyte) * gibibyte },
    startupSeconds: shortestStartupSeconds + Math.ceil(bytes / budget.slowestBytesPerSecond),
  };
}
