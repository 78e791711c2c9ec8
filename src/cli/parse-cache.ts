import { type CacheMode, cacheModes } from '../core/cache-modes.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';

/** Reads `release`, `shared`, `claim:NAME` or `none`; nothing when it was not given. */
export function parseCache(text: string | undefined): {
  readonly mode?: CacheMode;
  readonly claim?: string | null;
} {
  if (text === undefined) return {};
  const [word = '', claim, ...rest] = text.split(':');
  const mode = cacheModes.find((known) => known === word);
  if (word === 'node') throw invalid(text, 'caches of a node are not supported yet');
  if (mode === undefined || rest.length > 0 || (claim !== undefined) !== (mode === 'claim')) {
    throw invalid(text, 'it is none of release, shared, claim:NAME and none');
  }
  // Another mode has no claim, so the name that an earlier one had goes away.
  return { mode, claim: claim ?? null };
}

function invalid(text: string, fact: string): LlmkubeError {
  return new LlmkubeError('INVALID_FIELD', `Cannot use cache \`${text}\`: ${fact}`, {
    facts: { field: 'cache.mode' },
    suggestions: ['llmkube explain spec.cache.mode'],
  });
}
