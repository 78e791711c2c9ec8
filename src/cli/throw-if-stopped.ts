import { interruption } from '../actions/interruption.ts';

/** Ends a command that only reads as soon as it is told to end. */
export function throwIfStopped(signal: AbortSignal, what: string): void {
  if (!signal.aborted) return;
  throw interruption(signal, what, { fact: 'nothing was changed', suggestions: [] });
}
