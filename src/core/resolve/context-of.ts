import type { Resolved } from './resolved.ts';

/** Tokens of one conversation that an engine is told: what was asked, or else what was fixed. */
export function contextOf({
  contextLength,
  fit,
}: Pick<Resolved, 'contextLength' | 'fit'>): number | undefined {
  return contextLength ?? fit?.contextLength;
}
