import { foldReleaseName } from '../release-name.ts';
import { isSaidByWords } from './engine-arg-parts.ts';
import type { Facts } from './facts.ts';
import { sourceOf } from './model-source.ts';

/** The name that clients sent to an engine other than llama.cpp, where nobody said one. */
export function servedName(facts: Facts): string | undefined {
  const { runtime, service, name } = facts;
  if (isSaidByWords(facts, 'model.id')) return undefined;
  if (runtime === 'sglang') {
    return service.modelRef === foldReleaseName(name) ? undefined : service.modelRef;
  }
  // Without a name of its own it was called what it was told to fetch.
  return runtime === 'vllm'
    ? /^hf:\/\/([^/]+\/[^/@]+)(@[^/]+)?$/.exec(sourceOf(facts))?.[1]
    : undefined;
}
