import type { EngineBudget } from './engine-question.ts';

/** What is left for the cache of a GPU, in bytes. */
export interface CacheLeft {
  /** Whatever the engine takes beside it. */
  readonly least: number;
  /** Where it takes least. */
  readonly most: number;
}

/** What the rest of a budget leaves for conversations; 0 where it leaves nothing. */
export function leftForCache({ lines, limitBytes, uncertainBytes }: EngineBudget): CacheLeft {
  const taken = lines.reduce((sum, { bytes }) => sum + bytes, 0);
  return {
    least: Math.max(0, limitBytes - taken),
    most: Math.max(0, limitBytes - taken + uncertainBytes),
  };
}
