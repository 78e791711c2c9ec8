import type { DownloadLine } from '../../core/download/download-line.ts';
import { type DownloadFailureKind, failureWords } from '../../core/download/failures.ts';

/** How a download ended, as its last line says it; `stopped` is that it was told to end. */
export type FetchOutcome =
  | (DownloadLine & { readonly kind: 'done' | 'cached' | 'failed' })
  | { readonly kind: 'stopped' };

export type FetchFailure = FetchOutcome & { readonly kind: 'failed' };

export function failure(cause: DownloadFailureKind, detail = ''): FetchFailure {
  return { kind: 'failed', cause, words: failureWords(cause, detail) };
}
