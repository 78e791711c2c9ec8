import type { WindowRule } from './architectures.ts';
import type { MetadataNumbers } from './metadata-numbers.ts';

/** Which layers see a window only, and how far it reaches. */
export interface WindowFacts {
  /** Tokens; 0 where no layer has a window. */
  readonly window: number;
  readonly isWindowed: (layer: number) => boolean;
  /** Only an array of the file says it, and it is not there. */
  readonly patternMissing: boolean;
}

const none: WindowFacts = { window: 0, isWindowed: () => false, patternMissing: false };

/**
 * The metadata's array of layers wins, then its period, then that of the architecture. An
 * architecture without a rule has no windows in llama.cpp, whatever its metadata says.
 */
export function windowFacts(
  numbers: MetadataNumbers,
  { rule, hasPattern }: { rule: WindowRule | undefined; hasPattern: boolean },
): WindowFacts {
  const window = numbers.one('attention.sliding_window') ?? rule?.window ?? 0;
  if (rule === undefined || window === 0) return none;
  const pattern = numbers.perLayer('attention.sliding_window_pattern');
  if (hasPattern && pattern !== undefined) {
    return { window, isWindowed: (layer) => pattern(layer) === 1, patternMissing: false };
  }
  const period = numbers.one('attention.sliding_window_pattern');
  if (rule.arrayOnly === true && period === undefined) return { ...none, patternMissing: true };
  const isWindowed = byPeriod(period ?? rule.period, rule.dense === 'first');
  return { window, isWindowed, patternMissing: false };
}

function byPeriod(period: number, denseFirst: boolean): (layer: number) => boolean {
  if (period === 0) return () => true;
  return (layer) => (denseFirst ? layer % period !== 0 : layer % period < period - 1);
}
